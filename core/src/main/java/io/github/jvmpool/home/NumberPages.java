package io.github.jvmpool.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** The memory of a home's numbers, a page at a time. Thread-safe. */
final class NumberPages {
    private static final int PAGE = 1 << 16;
    private static final ArrayDeque<Place> FREE = new ArrayDeque<>();

    private NumberPages() {}

    /** Where a number can be, and what others have to open and look at to find it. */
    static final class Place {
        final MemoryFile file;
        final int at;
        final NumberCell cell;

        Place(MemoryFile file, ByteBuffer page, int at) {
            this.file = file;
            this.at = at;
            this.cell = new NumberCell(page, at);
        }
    }

    /**
     * {@return a place for a number}
     *
     * @throws IOException if there is no more memory
     */
    static Place take() throws IOException {
        synchronized (FREE) {
            if (FREE.isEmpty()) {
                MemoryFile file = MemoryFile.create(PAGE);
                ByteBuffer page = MappedMemory.map(file.name(), 0, PAGE);
                for (int at = 0; at < PAGE; at += NumberCell.BYTES) FREE.add(new Place(file, page, at));
            }
            return FREE.remove();
        }
    }

    /** Takes a place back that nobody looks at any more. */
    static void giveBack(Place place) {
        synchronized (FREE) {
            FREE.add(place);
        }
    }
}
