package io.github.jvmpool.wire;

import java.io.IOException;

/**
 * The fixed part of a {@link Message#CHUNK}: where the chunk is recorded, how many items it has, and how they are to be treated.
 *
 * <p>Behind it come the function, {@code functionBytes} long, and the items, each an int, the length of its values, and the values.
 */
public final class ChunkHeader {
    /** Bytes of the header. */
    public static final int BYTES = 14;

    /** The start of each item is recorded, because it has a time limit. */
    public static final int TIMED = 1;

    /** The only item is large and made of nothing that needs a class: it may be decoded straight from the ring. */
    public static final int STREAMED = 2;

    /** The function is a shape's number and captured values, not a value itself. */
    public static final int SHAPE = 4;

    /** The index of the chunk's slot in the control page. */
    public final int slot;

    /** The tag of its {@link SlotWord}. */
    public final int tag;

    /** How many items it has. */
    public final int count;

    /** {@link #TIMED}, {@link #STREAMED}, {@link #SHAPE}. */
    public final int flags;

    /** How the function is invoked, as the two sides above this package have agreed. */
    public final int callKind;

    /** The length of the function. */
    public final int functionBytes;

    /** Reads a header. */
    public ChunkHeader(Source in) throws IOException {
        slot = in.char16();
        tag = in.char16();
        count = in.int32();
        flags = in.int8();
        callKind = in.int8();
        functionBytes = in.int32();
        if (slot >= SharedFile.SLOTS || count < 1 || count > SlotWord.MAX_ITEMS || functionBytes < 0)
            throw new ProtocolException("chunk of " + count + " items in slot " + slot);
        if (functionBytes > in.remaining())
            throw new ProtocolException(
                    "function of " + functionBytes + " bytes where " + in.remaining() + " are left");
    }

    /** Writes a whole message's length, kind and header into {@code target}; returns how many bytes that were. */
    public static int write(
            byte[] target, long bodyBytes, int slot, int tag, int count, int flags, int callKind, int functionBytes) {
        Bytes.int32(target, 0, (int) (1 + BYTES + bodyBytes));
        target[4] = Message.CHUNK;
        target[5] = (byte) slot;
        target[6] = (byte) (slot >> 8);
        target[7] = (byte) tag;
        target[8] = (byte) (tag >> 8);
        Bytes.int32(target, 9, count);
        target[13] = (byte) flags;
        target[14] = (byte) callKind;
        Bytes.int32(target, 15, functionBytes);
        return Message.HEADER + BYTES;
    }

    /** {@return whether the chunk that {@code in} is about to read is {@link #STREAMED}} */
    public static boolean streams(RingSource in) throws IOException {
        return (in.peek(8) & STREAMED) != 0;
    }
}
