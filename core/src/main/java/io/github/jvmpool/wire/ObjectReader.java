package io.github.jvmpool.wire;

import java.io.IOException;
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

    private @Nullable SliceStream source;
    private @Nullable StreamGuard guard;
    private @Nullable ValueInputStream stream;

    ObjectReader(ClassLoaders loaders, @Nullable ObjectInputFilter filter) {
        this.loaders = loaders;
        this.filter = filter;
    }

    /** {@return the value in the {@code length} bytes from {@code offset} on} */
    @Nullable
    Object read(byte[] bytes, int offset, int length) throws IOException, ClassNotFoundException {
        if (stream == null || guard == null || source == null) open();
        var in = source;
        var objects = stream;
        // One that failed is not used again.
        stream = null;
        in.open(bytes, offset, length);
        guard.begin(length);
        Object value = objects.readObject();
        if (in.available() > 0) throw new IOException(in.available() + " bytes left over behind an object");
        in.open(FORGET, 0, FORGET.length);
        if (length > REUSABLE) return value;
        objects.readObject();
        stream = objects;
        return value;
    }

    private void open() throws IOException {
        var in = new SliceStream();
        var opened = new ValueInputStream(in, loaders);
        ObjectInputFilter next = opened.getObjectInputFilter();
        if (next == null) next = filter;
        else if (filter != null) next = ObjectInputFilter.merge(filter, next);
        guard = new StreamGuard(in, next);
        opened.setObjectInputFilter(guard);
        source = in;
        stream = opened;
    }
}
