package io.github.jvmpool.wire;

import java.nio.ByteBuffer;

/** Shared files that are no files: for two sides in one JVM. */
public final class Memory {
    private Memory() {}

    /** {@return what a caller and a worker share, in memory that is to be filled with zeros and not used for anything else meanwhile} */
    public static SharedFile share(ByteBuffer memory) {
        return new SharedFile(memory, (memory.capacity() - SharedFile.CONTROL_BYTES) / 2);
    }

    /** {@return how many bytes are needed for two rings of that size} */
    public static int bytes(int ringBytes) {
        return SharedFile.CONTROL_BYTES + 2 * ringBytes;
    }

    /** {@return the bytes of what is encoded} */
    public static byte[] bytes(Encoded encoded) {
        byte[] bytes = new byte[(int) encoded.length()];
        for (int done = 0; done < bytes.length; ) done += encoded.copy(done, bytes, done, bytes.length - done);
        return bytes;
    }
}
