package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/** Reads what an {@link ObjectWriter} wrote, by one stream for many values where that is cheaper than a new one. */
final class ObjectReader {
    /** A stream that read more than this has large tables, which cost time to clear. */
    private static final int REUSABLE = 1 << 16;

    /** Leaves a stream without references to what it read: a reset and a null. */
    private static final byte[] FORGET = {0x79, 0x70};

    private final ClassLoaders loaders;
    private final @Nullable ObjectInputFilter filter;

    private @Nullable Opened reusable;

    private record Opened(SliceStream in, StreamGuard guard, ValueInputStream objects) {}

    ObjectReader(ClassLoaders loaders, @Nullable ObjectInputFilter filter) {
        this.loaders = loaders;
        this.filter = filter;
    }

    /** {@return the value in the {@code length} bytes from {@code offset} on} */
    @Nullable
    Object read(byte[] bytes, int offset, int length) throws IOException, ClassNotFoundException {
        Opened stream = reusable == null ? open() : reusable;
        // One that failed is not used again.
        reusable = null;
        stream.in.open(bytes, offset, length);
        stream.guard.begin(length);
        Object value = read(stream);
        int rest = stream.in.available();
        if (rest > 0) throw new IOException(rest + " bytes left over behind an object");
        if (length > REUSABLE) return value;
        stream.in.open(FORGET, 0, FORGET.length);
        stream.objects.readObject();
        reusable = stream;
        return value;
    }

    private static @Nullable Object read(Opened stream) throws IOException, ClassNotFoundException {
        try {
            return stream.objects.readObject();
        } catch (InvalidClassException e) {
            // The JDK says that something was refused, but not what.
            String refused = stream.guard.refused();
            if (refused == null) throw e;
            InvalidClassException named = new InvalidClassException(refused);
            named.initCause(e);
            throw named;
        }
    }

    private Opened open() throws IOException {
        var in = new SliceStream();
        var objects = new ValueInputStream(in, loaders);
        ObjectInputFilter next = objects.getObjectInputFilter();
        if (next == null) next = filter;
        else if (filter != null) next = ObjectInputFilter.merge(filter, next);
        var guard = new StreamGuard(in, next, filter != null);
        objects.setObjectInputFilter(guard);
        return new Opened(in, guard, objects);
    }
}
