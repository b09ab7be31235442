package io.github.jvmpool.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads the messages of a ring over real pipes, as the two sides do. */
final class RingReader extends RingSource {
    private final Ring ring;
    private final InputStream bell;
    private final OutputStream otherBell;
    private final byte[] rings = new byte[64];

    RingReader(Ring ring, InputStream bell, OutputStream otherBell) {
        super(ring);
        this.ring = ring;
        this.bell = bell;
        this.otherBell = otherBell;
    }

    /** {@return the kind of the next message, waiting for it} */
    int awaitNext() throws IOException {
        for (int kind = next(); ; kind = next()) {
            if (kind >= 0) return kind;
            await();
        }
    }

    @Override
    protected void await() throws IOException {
        if (ring.sleep() && bell.read(rings) < 0) throw new EOFException("the other side is gone");
    }

    @Override
    protected void ringForRoom() throws IOException {
        otherBell.write(0);
        otherBell.flush();
    }
}
