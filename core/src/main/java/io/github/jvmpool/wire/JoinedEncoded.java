package io.github.jvmpool.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Several pieces, one after the other. */
final class JoinedEncoded extends Encoded {
    private final Encoded[] pieces;
    /** Where each piece ends. */
    private final long[] ends;

    private JoinedEncoded(Encoded[] pieces) {
        this.pieces = pieces;
        this.ends = new long[pieces.length];
        long end = 0;
        for (int i = 0; i < pieces.length; i++) {
            end += pieces[i].length();
            ends[i] = end;
        }
    }

    /** {@return the pieces as one} */
    static Encoded of(Encoded[] pieces) {
        return new JoinedEncoded(pieces);
    }

    @Override
    public long length() {
        return ends[ends.length - 1];
    }

    @Override
    public int copy(long from, ByteBuffer target) {
        int found = Arrays.binarySearch(ends, from);
        // A piece that ends at the position does not hold it, nor do empty ones that end there too.
        int piece = found < 0 ? -found - 1 : found + 1;
        int done = 0;
        while (piece < pieces.length && target.hasRemaining()) {
            long start = ends[piece] - pieces[piece].length();
            done += pieces[piece].copy(from + done - start, target);
            if (from + done == ends[piece]) piece++;
        }
        return done;
    }
}
