package io.github.jvmpool.home;

import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Decoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A number as one process has it: its memory where that can be shared, else the way to its home. Thread-safe. */
public final class NumberEnd {
    private static final int PAGE = 1 << 16;

    /** What this process has mapped, by home and path. */
    private static final ConcurrentMap<String, ByteBuffer> PAGES = new ConcurrentHashMap<>();

    private final Remote remote;
    private volatile @Nullable NumberCell cell;

    private NumberEnd(Remote remote) {
        this.remote = remote;
    }

    /** {@return what this process has of the number} */
    public static NumberEnd of(Remote remote) {
        return remote.companion(NumberEnd::new);
    }

    /** {@return the value} */
    public long get() {
        NumberCell shared = cell();
        return shared != null ? shared.get() : read(remote.request(HostedNumber.GET));
    }

    /** Sets the value; {@return the one before} */
    public long set(long value) {
        NumberCell shared = cell();
        return shared != null
                ? shared.set(value)
                : read(remote.request(HostedNumber.SET).int64(value));
    }

    /** Sets the value if it is {@code expected}; {@return the one before} */
    public long compareAndExchange(long expected, long value) {
        NumberCell shared = cell();
        return shared != null
                ? shared.compareAndExchange(expected, value)
                : read(remote.request(HostedNumber.COMPARE_AND_SET)
                        .int64(expected)
                        .int64(value));
    }

    /** Adds; {@return the value before} */
    public long add(long delta) {
        NumberCell shared = cell();
        return shared != null
                ? shared.add(delta)
                : read(remote.request(HostedNumber.ADD).int64(delta));
    }

    private static long read(Request request) {
        try {
            return request.call().int64();
        } catch (IOException e) {
            throw new IllegalStateException("the home of a number made no sense", e);
        }
    }

    /** The memory, or null if it is not to be had. */
    private @Nullable NumberCell cell() {
        NumberCell known = cell;
        // Without its home the memory is nobody's; who asks the home is told so.
        if (known != null) return remote.place().isLost() ? null : known;
        if (remote.hosted() instanceof HostedNumber own) {
            known = own.cell();
        } else {
            if (remote.place().memory() == null) return null;
            known = open(remote.request(HostedNumber.OPEN).call());
        }
        cell = known;
        return known;
    }

    private NumberCell open(ArraySource answer) {
        try {
            String path = Decoder.string(answer);
            ByteBuffer page = PAGES.computeIfAbsent(remote.place().id() + path, key -> MappedMemory.map(path, 0, PAGE));
            return new NumberCell(page, answer.int32());
        } catch (IOException e) {
            throw new IllegalStateException("the home of a number made no sense", e);
        }
    }
}
