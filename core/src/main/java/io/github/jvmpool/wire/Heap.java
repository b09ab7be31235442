package io.github.jvmpool.wire;

/** Tells before a large allocation whether it has a chance, so that a lying length costs an exception and not the heap. */
final class Heap {
    private static final long SMALL = 1 << 20;

    private Heap() {}

    /**
     * {@return whether there is room for {@code bytes} more}
     *
     * <p>Collects garbage if that decides, which the allocation would have had to do as well.
     */
    static boolean hasRoomFor(long bytes) {
        if (bytes <= SMALL || bytes <= available()) return true;
        if (bytes > Runtime.getRuntime().maxMemory()) return false;
        System.gc();
        return bytes <= available();
    }

    private static long available() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
