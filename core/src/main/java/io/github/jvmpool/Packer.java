package io.github.jvmpool;

import org.jspecify.annotations.Nullable;

/** Collects items of one call until they are cut off as a chunk. Used by one thread at a time. */
interface Packer {
    /**
     * Adds an item (see {@link Call} for its form).
     *
     * @throws ShippingException if it cannot travel; the packer is as it was before
     */
    void add(@Nullable Object item);

    /** {@return how many items it holds} */
    int count();

    /** {@return the memory they take, in bytes; 0 where they are not copied} */
    long bytes();

    /** {@return the items it holds, as a chunk; the packer is empty afterwards} */
    Chunk cut(Work work, int first, boolean splittable);
}
