package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/** Reads what an {@link ObjectWriter} wrote, by one stream for many values where that is cheaper than a new one. */
final class ObjectReader {
    private static final int REUSABLE = 1 << 16;

    private final ClassLoaders loaders;
    private final @Nullable ObjectInputFilter filter;

    private @Nullable SourceStream source;
    private @Nullable StreamGuard guard;
    private @Nullable ValueInputStream stream;

    ObjectReader(ClassLoaders loaders, @Nullable ObjectInputFilter filter) {
        this.loaders = loaders;
        this.filter = filter;
    }

    /**
     * {@return the value in the next {@code length} bytes}
     *
     * <p>Whatever is thrown, {@code in} stands behind them afterwards, unless it broke itself.
     */
    @Nullable
    Object read(Source in, int length) throws IOException, ClassNotFoundException {
        if (stream == null || guard == null || source == null) open();
        var bytes = source;
        var out = stream;
        // One that failed is not used again; nor may a value's own code come back here with it.
        stream = null;
        bytes.open(in, length);
        guard.begin(length);
        Object value;
        try {
            value = out.readObject();
            if (bytes.left() > 0) throw new IOException(bytes.left() + " bytes left over behind an object");
        } finally {
            bytes.skip(bytes.left());
        }
        bytes.openForget();
        if (length > REUSABLE) return value;
        out.readObject();
        stream = out;
        return value;
    }

    private void open() throws IOException {
        var bytes = new SourceStream();
        var opened = new ValueInputStream(bytes, loaders);
        ObjectInputFilter next = opened.getObjectInputFilter();
        if (next == null) next = filter;
        else if (filter != null) next = ObjectInputFilter.merge(filter, next);
        guard = new StreamGuard(bytes, next);
        opened.setObjectInputFilter(guard);
        source = bytes;
        stream = opened;
    }
}
