package io.github.jvmpool.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes, little-endian. Reusable, not thread-safe, and not to be used by the code of a value that it is just
 * encoding.
 *
 * <p>Bytes collect in one growing array. Arrays of primitives from {@link #LARGE} bytes on stay outside it as <em>pieces</em>;
 * {@link #position} does not count them, {@link #length} does.
 */
public final class Encoder {
    /** From how many bytes on an array of primitives becomes a piece. */
    public static final int LARGE = 1 << 16;

    /** How many bytes can be encoded together: what a Java array can hold, and room for a header. */
    public static final long MAX_LENGTH = Integer.MAX_VALUE - 1024;

    private static final int KEPT = 1 << 20;
    private static final int FIRST = 1 << 10;

    /** First byte of a string: up to here, the length of a Latin-1 string. */
    static final int SHORT_STRING = 253;

    /** First byte of a string: an int32 length and Latin-1 follow. */
    static final int LATIN1 = 254;

    /** First byte of a string: an int32 count and UTF-16 follow. */
    static final int UTF16 = 255;

    private final ClassLoaders loaders;
    private @Nullable Fallback fallback;
    private final FastWriter fast = new FastWriter(this);
    private @Nullable ObjectWriter objects;

    private byte[] buffer = new byte[FIRST];
    private ByteBuffer view = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    private int position;

    private boolean byReference;
    private EncodedArray[] pieces = new EncodedArray[2];
    /** The position before which each piece belongs. */
    private int[] places = new int[2];

    private int pieceCount;
    private long pieceBytes;
    private boolean wroteObjects;

    /** An encoder that writes other values to object streams. */
    public Encoder(ClassLoaders loaders) {
        this(loaders, null);
    }

    /** An encoder that gives other values to {@code fallback}, if there is one. */
    public Encoder(ClassLoaders loaders, @Nullable Fallback fallback) {
        this.loaders = loaders;
        this.fallback = fallback;
    }

    /** Gives values that have no encoding of their own to {@code serializer} from now on, or if there is none to object streams. */
    public void fallback(@Nullable Fallback serializer) {
        fallback = serializer;
    }

    /** Says whether large arrays may be referred to; else they are copied. For a caller who waits until they have been sent. */
    public void byReference(boolean allowed) {
        byReference = allowed;
    }

    /**
     * Writes a value so that {@link Decoder#value} gives an equal one.
     *
     * @throws ShippingFailure if that cannot be; nothing has been written then
     */
    public void value(@Nullable Object value) throws ShippingFailure {
        int start = position;
        wroteObjects = false;
        try {
            if (fast.write(value)) {
                checkLength(0);
                return;
            }
            truncate(start);
            wroteObjects = true;
            if (value == null) throw new AssertionError("null has a tag");
            if (fallback == null) object(value);
            else fallback(value, fallback);
        } catch (Throwable failure) {
            truncate(start);
            throw explained(value, failure, fallback == null);
        }
    }

    /**
     * Writes a value as an object stream whatever it is; {@link Decoder#value} reads it.
     *
     * @throws ShippingFailure if it cannot be; nothing has been written then
     */
    public void serialized(Object value) throws ShippingFailure {
        int start = position;
        wroteObjects = true;
        try {
            object(value);
        } catch (Throwable failure) {
            truncate(start);
            throw explained(value, failure, true);
        }
    }

    private void object(Object value) throws Exception {
        if (objects == null) objects = new ObjectWriter(this, loaders);
        int8(Tags.OBJECT);
        int length = position;
        int32(0);
        objects.write(value);
        patchInt32(length, position - length - 4);
        checkLength(0);
    }

    private void fallback(Object value, Fallback serializer) throws Exception {
        int8(Tags.FALLBACK);
        int32(loaders.idOf(value.getClass()));
        int length = position;
        int32(0);
        serializer.write(value, new EncoderStream(this));
        patchInt32(length, position - length - 4);
        checkLength(0);
    }

    /** Lack of memory is not the value's fault, unless growing the buffer noticed it and said so. */
    private ShippingFailure explained(@Nullable Object value, Throwable failure, boolean objectStream) {
        objects = null;
        if (failure instanceof ShippingFailure known) return known;
        if (failure instanceof OutOfMemoryError lack) throw lack;
        return FailureReport.of(value, failure, objectStream);
    }

    /** Writes the lowest eight bits. */
    public void int8(int value) {
        if (position == buffer.length) grow(1);
        buffer[position++] = (byte) value;
    }

    /** Writes the lowest sixteen bits. */
    public void char16(int value) {
        if (buffer.length - position < 2) grow(2);
        view.putChar(position, (char) value);
        position += 2;
    }

    /** Writes four bytes. */
    public void int32(int value) {
        if (buffer.length - position < 4) grow(4);
        view.putInt(position, value);
        position += 4;
    }

    /** Writes eight bytes. */
    public void int64(long value) {
        if (buffer.length - position < 8) grow(8);
        view.putLong(position, value);
        position += 8;
    }

    /** Writes bytes as they are. */
    public void bytes(byte[] source, int offset, int length) {
        if (buffer.length - position < length) grow(length);
        System.arraycopy(source, offset, buffer, position, length);
        position += length;
    }

    /**
     * Writes a string without a tag; {@link Decoder#string} reads it.
     *
     * <p>One byte, then the characters: 0 … 253 is the length of a Latin-1 string, 254 means an int32 length and Latin-1, 255 an
     * int32 count and UTF-16.
     */
    @SuppressWarnings("deprecation") // String.getBytes(int, int, byte[], int) is just the fast way to copy Latin-1
    public void string(String value) {
        int length = value.length();
        int start = position;
        if (length <= SHORT_STRING) {
            if (buffer.length - position < 1 + length) grow(1 + length);
            buffer[position++] = (byte) length;
        } else {
            if (buffer.length - position < 5L + length) grow(5L + length);
            buffer[position++] = (byte) LATIN1;
            int32(length);
        }
        value.getBytes(0, length, buffer, position);
        if (isCopied(value, length)) {
            position += length;
            return;
        }
        position = start;
        if (buffer.length - position < 5 + 2L * length) grow(5 + 2L * length);
        buffer[position++] = (byte) UTF16;
        int32(length);
        char[] step = new char[Math.min(length, 4096)];
        for (int at = 0; at < length; at += step.length) {
            int end = Math.min(length, at + step.length);
            value.getChars(at, end, step, 0);
            PrimitiveArrays.put(step, 0, end - at, buffer, position);
            position += 2 * (end - at);
        }
    }

    /** Whether the bytes at the position are all there is to the string, which is not so if it has other characters. */
    private boolean isCopied(String value, int length) {
        if (length > 32) return new String(buffer, position, length, StandardCharsets.ISO_8859_1).equals(value);
        int bits = 0;
        for (int i = 0; i < length; i++) bits |= value.charAt(i);
        return bits < 256;
    }

    /** Writes the elements of an array of primitives, now or as a piece. */
    void primitives(Object array, int count, int shift) {
        long size = (long) count << shift;
        if (size < LARGE) {
            if (buffer.length - position < size) grow(size);
            PrimitiveArrays.put(array, 0, count, buffer, position);
            position += (int) size;
            return;
        }
        checkLength(size);
        if (pieceCount == pieces.length) {
            pieces = Arrays.copyOf(pieces, 2 * pieceCount);
            places = Arrays.copyOf(places, 2 * pieceCount);
        }
        pieces[pieceCount] = new EncodedArray(byReference ? array : PrimitiveArrays.clone(array), count, shift);
        places[pieceCount++] = position;
        pieceBytes += size;
    }

    /** {@return whether the last value took an object stream or the fallback, so that reading it may run any code} */
    public boolean wroteObjects() {
        return wroteObjects;
    }

    /** {@return how many bytes stand in {@link #array}} */
    public int position() {
        return position;
    }

    /** {@return how many bytes have been written, pieces included} */
    public long length() {
        return position + pieceBytes;
    }

    /** Overwrites four bytes that have been written at position {@code at}. */
    public void patchInt32(int at, int value) {
        if (at < 0 || at > position - 4) throw new IndexOutOfBoundsException(at + " of " + position);
        view.putInt(at, value);
    }

    /** Undoes what was written since {@link #position} had that value. */
    public void truncate(int to) {
        if (to < 0 || to > position) throw new IndexOutOfBoundsException(to + " of " + position);
        position = to;
        // A piece never stands first: at a position noted before it, its tag was yet to come.
        while (pieceCount > 0 && places[pieceCount - 1] > to) dropPiece();
    }

    @SuppressWarnings("NullAway") // beyond pieceCount the array is empty
    private void dropPiece() {
        pieceBytes -= pieces[--pieceCount].length();
        pieces[pieceCount] = null;
    }

    /** {@return whether all that was written stands in {@link #array}} */
    public boolean flat() {
        return pieceCount == 0;
    }

    /** {@return the array that holds what was written, from 0 to {@link #position}; valid until the next call} */
    public byte[] array() {
        return buffer;
    }

    /** {@return what was written; the encoder is empty afterwards} */
    public Encoded finish() {
        Encoded all = pieceCount == 0 ? flat(0, position) : joined();
        reset();
        return all;
    }

    private FlatEncoded flat(int from, int to) {
        return new FlatEncoded(Arrays.copyOfRange(buffer, from, to), 0, to - from);
    }

    private Encoded joined() {
        var all = new Encoded[2 * pieceCount + 1];
        int from = 0;
        for (int i = 0; i < pieceCount; i++) {
            all[2 * i] = flat(from, places[i]);
            all[2 * i + 1] = pieces[i];
            from = places[i];
        }
        all[2 * pieceCount] = flat(from, position);
        return JoinedEncoded.of(all);
    }

    /** Forgets what was written, and memory beyond 1 MiB. */
    public void reset() {
        truncate(0);
        if (buffer.length > KEPT) buffer(new byte[FIRST]);
    }

    private void buffer(byte[] bytes) {
        buffer = bytes;
        view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void grow(long more) {
        checkLength(more);
        long capacity = Math.min(MAX_LENGTH, Math.max(2L * buffer.length, position + more));
        try {
            buffer(Arrays.copyOf(buffer, (int) capacity));
        } catch (OutOfMemoryError e) {
            if (capacity < KEPT) throw e;
            throw new ShippingFailure(
                    "not enough memory to encode: more than " + length() + " bytes; the heap has at most "
                            + Runtime.getRuntime().maxMemory()
                            + ". Give this JVM a larger heap (-Xmx), or send less at once",
                    null,
                    e);
        }
    }

    private void checkLength(long more) {
        if (length() + more <= MAX_LENGTH) return;
        throw new ShippingFailure(
                "too large to send: at least " + (length() + more) + " bytes, the limit is " + MAX_LENGTH
                        + ". Send it in parts, or put it into a file and send the file's name",
                null,
                null);
    }
}
