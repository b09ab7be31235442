package io.github.jvmpool.home;

import org.jspecify.annotations.Nullable;

/** Writes values that are to stay in a home. */
public final class Items {
    private Items() {}

    /**
     * Writes a value, and what shared objects it names.
     *
     * @throws io.github.jvmpool.wire.ShippingFailure if it cannot be; the request is over then
     */
    public static Request write(Request request, @Nullable Object value) {
        Item.write(request, value);
        return request;
    }

    /** Writes a value behind its length. */
    public static Request sized(Request request, @Nullable Object value) {
        int at = request.out().position();
        request.int32(0);
        request.value(value);
        return patched(request, at);
    }

    /** Writes a value and what shared objects it names, behind the length of both. */
    public static Request writeSized(Request request, @Nullable Object value) {
        int at = request.out().position();
        request.int32(0);
        Item.write(request, value);
        return patched(request, at);
    }

    private static Request patched(Request request, int at) {
        request.flatten();
        request.out().patchInt32(at, request.out().position() - at - 4);
        return request;
    }
}
