package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints what encoding and decoding cost, both ways together; run it by its main method. */
final class CodecTimes {
    record Point(int x, double y, String name) implements Serializable {}

    private static final int ROUNDS = 7;
    private static @Nullable Object kept;

    public static void main(String[] arguments) throws Exception {
        var longs = new ArrayList<Long>();
        for (long i = 0; i < 1000; i++) longs.add(i << 20);
        var mixed = new ArrayList<Object>();
        for (int i = 0; i < 1000; i++) mixed.add(i % 2 == 0 ? (Object) (i << 10) : "item " + i);
        var map = new HashMap<String, Integer>();
        for (int i = 0; i < 1000; i++) map.put("key " + i, i);
        measure("Integer", 1_000_000);
        measure("Long", 1_000_000L);
        measure("String of 20", "abcdefghijklmnopqrst");
        measure("record of 3", new Point(1, 2, "three"));
        measure("list of 1,000 Long", longs);
        measure("list of 1,000 mixed", mixed);
        measure("map of 1,000", map);
        measure("int[8]", new int[8]);
        measure("List.of(3)", List.of(1, 2, 3));
        measure("double[1M]", new double[1 << 20]);
        measure("1 M Latin-1", "x".repeat(1 << 20));
        measure("1 M UTF-16", "\u4e00".repeat(1 << 20));
    }

    private static void measure(String what, Object value) throws Exception {
        var times = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) times[round] = nanos(value);
        java.util.Arrays.sort(times);
        System.out.printf(Locale.ROOT, "%-22s %,12.0f ns%n", what, times[ROUNDS / 2]);
    }

    private static double nanos(Object value) throws IOException, ClassNotFoundException {
        var loaders = new TestLoaders();
        var encoder = new Encoder(loaders);
        var decoder = new Decoder(loaders, null, null);
        long start = System.nanoTime();
        long end = start + 300_000_000;
        long count = 0;
        long now = start;
        while (now < end) {
            for (int i = 0; i < 4; i++) {
                encoder.value(value);
                if (encoder.flat()) {
                    kept = decoder.value(new ArraySource(encoder.array(), 0, encoder.position()));
                    encoder.reset();
                } else {
                    var all = encoder.finish();
                    kept = decoder.value(new EncodedSource(all, 1 << 16));
                }
            }
            count += 4;
            now = System.nanoTime();
        }
        if (kept == null) throw new AssertionError();
        return (double) (now - start) / count;
    }
}
