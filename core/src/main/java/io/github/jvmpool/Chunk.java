package io.github.jvmpool;

/** Items {@code first} … {@code first + count - 1} of a work, which travel to a worker together. */
abstract class Chunk {
    final Work work;
    final int first;
    final int count;

    /** Whether the backend may cut it at any item; a chunk whose size the user chose stays whole. */
    final boolean splittable;

    Chunk(Work work, int first, int count, boolean splittable) {
        this.work = work;
        this.first = first;
        this.count = count;
        this.splittable = splittable;
    }
}
