package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoder;
import java.io.IOException;

/** A piece of memory that processes of this machine map, in its home: a file that is gone with this process, however that ends. */
final class HostedMemory extends Hosted {
    /** Answer: string path, int64 bytes. */
    static final int OPEN = 1;

    static final int UNLINK = 2;

    private final MemoryFile file;

    HostedMemory(long bytes) {
        try {
            file = MemoryFile.create(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    boolean isSlow(Call call) {
        return true;
    }

    @Override
    synchronized void handle(Call call) {
        switch (call.op) {
            case OPEN -> {
                Encoder out = Values.encoder();
                out.string(file.name());
                out.int64(file.bytes());
                call.answer(Values.bytes(out, 0));
                Values.giveBack(out);
            }
            case UNLINK -> {
                file.delete();
                call.done();
            }
            default -> throw new IllegalStateException("memory has no operation " + call.op);
        }
    }

    @Override
    void dropped() {
        file.delete();
    }
}
