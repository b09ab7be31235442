package io.github.jvmpool.wire;

import java.io.ObjectInputFilter;

/**
 * What one process accepts from another unless the user says otherwise: any class, within limits that a misbehaving worker could
 * otherwise use to exhaust the caller's stack or memory. A filter set for the whole JVM is asked first.
 */
public final class DefaultFilter {
    private static final int MAX_DEPTH = 64;
    private static final long MAX_REFERENCES = 50_000_000;

    /** The filter. */
    public static final ObjectInputFilter INSTANCE = DefaultFilter::check;

    private DefaultFilter() {}

    private static ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        ObjectInputFilter global = ObjectInputFilter.Config.getSerialFilter();
        if (global != null) {
            ObjectInputFilter.Status status = global.checkInput(info);
            if (status != ObjectInputFilter.Status.UNDECIDED) return status;
        }
        // An element of an array takes a byte in the stream at least; one that claims more than could come is a lie.
        boolean excessive = info.depth() > MAX_DEPTH
                || info.references() > MAX_REFERENCES
                || info.arrayLength() > Integer.MAX_VALUE - 1024;
        return excessive ? ObjectInputFilter.Status.REJECTED : ObjectInputFilter.Status.ALLOWED;
    }
}
