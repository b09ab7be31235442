package io.github.jvmpool.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RandomGraphsTest {
    private static final int GRAPHS = 4_000;

    private final List<Object> made = new ArrayList<>();

    @Test
    void travelAsJdkSerializationWouldCarryThem() throws Exception {
        long seed = System.nanoTime();
        var codec = new Codec();
        int fast = 0;
        for (int i = 0; i < GRAPHS; i++) {
            var random = new Random(seed + i);
            made.clear();
            Object value = value(random, 0);

            try {
                if (codec.tag(value) != Tags.OBJECT) fast++;
                SameGraph.assertSame(codec.roundTrip(value), Codec.jdkRoundTrip(value));
            } catch (Throwable e) {
                throw new AssertionError("seed " + (seed + i), e);
            }
        }

        if (fast < GRAPHS / 10 || fast > GRAPHS * 95 / 100)
            throw new AssertionError("one-sided: " + fast + " without stream");
    }

    private @Nullable Object value(Random random, int depth) {
        int choice = depth == 0 ? 13 + random.nextInt(27) : random.nextInt(depth > 3 ? 12 : 40);
        if (choice < 12) return random.nextInt(10) == 0 ? null : scalar(random);
        if (choice == 12 && !made.isEmpty() && depth > 0) return made.get(random.nextInt(made.size()));
        Object container = container(random, choice, depth);
        made.add(container);
        return container;
    }

    @SuppressWarnings("JdkObsolete")
    private Object container(Random random, int choice, int depth) {
        int size = random.nextInt(5);
        Object[] scalars = scalars(random, size);
        return switch (choice) {
            case 13, 14, 15 -> fill(new ArrayList<>(), random, size, depth);
            case 16 -> fill(new LinkedList<>(), random, size, depth);
            case 17 -> new ArrayDeque<>(Arrays.asList(scalars));
            case 18 -> new HashSet<>(Arrays.asList(scalars));
            case 19 -> new LinkedHashSet<>(Arrays.asList(scalars));
            case 20 -> new TreeSet<>(List.of(random.nextInt(), random.nextInt(), random.nextInt()));
            case 21, 22 -> fill(new HashMap<>(), random, size, depth);
            case 23 -> fill(new LinkedHashMap<>(16, 0.75f, random.nextBoolean()), random, size, depth);
            case 24 -> fill(new TreeMap<>(), random, size, depth);
            case 25 -> Arrays.asList(scalars);
            case 26 -> List.of(scalars);
            case 27 -> Arrays.asList(scalars).stream().toList();
            case 28 -> Set.copyOf(Arrays.asList(scalars));
            case 29 -> Map.copyOf(Map.of("a", scalar(random), "b", scalar(random)));
            case 30 -> Collections.emptyList();
            case 31 -> Collections.singletonList(value(random, depth + 1));
            case 32 -> Collections.singletonMap("k", value(random, depth + 1));
            case 33 -> random.doubles(size).toArray();
            case 34 -> random.ints(size).toArray();
            case 35 ->
                new double[][] {
                    random.doubles(size).toArray(), random.doubles(size).toArray()
                };
            case 36 -> new SameGraph.Holder(value(random, depth + 1));
            case 37 -> {
                var array = new Object[size + 1];
                for (int i = 0; i < size; i++) array[i] = value(random, depth + 1);
                if (random.nextInt(10) == 0) array[size] = array;
                yield array;
            }
            case 38 -> new String[] {"a", null, text(random)};
            default -> new boolean[] {random.nextBoolean(), true};
        };
    }

    private <C extends java.util.Collection<@Nullable Object>> C fill(C target, Random random, int size, int depth) {
        for (int i = 0; i < size; i++) target.add(value(random, depth + 1));
        return target;
    }

    private Object fill(Map<Object, @Nullable Object> target, Random random, int size, int depth) {
        for (int i = 0; i < size; i++) target.put(text(random), value(random, depth + 1));
        return target;
    }

    private static Object[] scalars(Random random, int size) {
        var scalars = new Object[size];
        for (int i = 0; i < size; i++) scalars[i] = scalar(random);
        return scalars;
    }

    private static Object scalar(Random random) {
        return switch (random.nextInt(14)) {
            case 0, 1 -> random.nextInt();
            case 2 -> random.nextInt(200) - 50;
            case 3 -> random.nextLong();
            case 4 -> random.nextBoolean();
            case 5 -> (byte) random.nextInt();
            case 6 -> (short) random.nextInt();
            case 7 -> (char) random.nextInt();
            case 8 -> random.nextFloat();
            case 9 -> Double.longBitsToDouble(random.nextLong());
            case 10 -> new BigInteger(random.nextInt(100), random);
            case 11 -> new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(20) - 10);
            default -> text(random);
        };
    }

    private static String text(Random random) {
        int length = random.nextInt(20) == 0 ? random.nextInt(6000) : random.nextInt(40);
        int bound = random.nextBoolean() ? 128 : random.nextBoolean() ? 256 : 65536;
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) text.append((char) random.nextInt(bound));
        return text.toString();
    }
}
