package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes of an {@link Encoder} into values. Reusable, not thread-safe.
 *
 * <p>The bytes may be hostile: what they claim is checked before memory is spent on it, and whatever goes wrong is one of the
 * exceptions of {@link #value}.
 */
public final class Decoder {
    private final FastReader fast;
    private final ClassLoaders loaders;
    private final @Nullable ObjectInputFilter filter;
    private @Nullable Fallback fallback;
    private @Nullable ObjectReader objects;

    /**
     * A decoder.
     *
     * @param loaders find the classes of object streams
     * @param filter asked about them, besides that of the JVM
     * @param fallback reads what its twin wrote
     */
    public Decoder(ClassLoaders loaders, @Nullable ObjectInputFilter filter, @Nullable Fallback fallback) {
        this.loaders = loaders;
        this.filter = filter;
        this.fallback = fallback;
        this.fast = new FastReader();
    }

    /** Gives values that {@code serializer} has written to it from now on. */
    public void fallback(Fallback serializer) {
        fallback = serializer;
    }

    /**
     * {@return the next value}
     *
     * @throws DecodingException if this value cannot be had; {@code in} stands behind it
     * @throws ClassNotFoundException if a class of it is missing; {@code in} stands behind it
     * @throws ProtocolException if the bytes make no sense; the rest of the message is lost
     * @throws IOException if the message ends too early or cannot be read; it is lost
     */
    public @Nullable Object value(Source in) throws IOException, ClassNotFoundException {
        int tag = in.int8();
        if (tag == Tags.OBJECT) return object(in);
        if (tag == Tags.FALLBACK) return fallback(in);
        try {
            return fast.value(in, tag);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new ProtocolException("a value that cannot be built (tag " + tag + "): " + e, e);
        }
    }

    /** All bytes are taken out of the source first, so that no code of the value can leave it anywhere in between. */
    private @Nullable Object object(Source in) throws IOException, ClassNotFoundException {
        int length = length(in);
        if (objects == null) objects = new ObjectReader(loaders, filter);
        if (in instanceof ArraySource) {
            int offset = in.position;
            in.position += length;
            return object(objects, in.buffer, offset, length);
        }
        byte[] bytes = taken(in, length);
        return object(objects, bytes, 0, length);
    }

    private static @Nullable Object object(ObjectReader reader, byte[] bytes, int offset, int length)
            throws IOException, ClassNotFoundException {
        try {
            return reader.read(bytes, offset, length);
        } catch (ClassNotFoundException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(length, e);
        }
    }

    private @Nullable Object fallback(Source in) throws IOException, ClassNotFoundException {
        int loader = in.int32();
        int length = length(in);
        if (fallback == null) throw new ProtocolException("a value for a serializer, but there is none");
        var slice = new SliceStream();
        slice.open(taken(in, length), 0, length);
        try {
            return fallback.read(slice, loaders.loader(loader));
        } catch (ClassNotFoundException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(length, e);
        }
    }

    private static byte[] taken(Source in, int length) throws IOException {
        byte[] bytes;
        try {
            bytes = (byte[]) FastReader.allocate(byte.class, length, length);
        } catch (ProtocolException e) {
            in.skip(length);
            throw new DecodingException("a value cannot be read: " + e.getMessage(), e);
        }
        in.bytes(bytes, 0, length);
        return bytes;
    }

    private static DecodingException failed(int length, Throwable failure) {
        String text;
        if (failure instanceof StackOverflowError) text = "a value is nested too deeply to be read";
        else if (failure instanceof OutOfMemoryError) text = "not enough memory to read a value of " + length + " bytes";
        else text = "a value cannot be read: " + failure;
        return new DecodingException(text, failure);
    }

    private static int length(Source in) throws IOException {
        int length = in.int32();
        if (length < 0 || length > in.remaining()) {
            throw new ProtocolException("a value of " + length + " bytes where " + in.remaining() + " are left");
        }
        return length;
    }

    /** {@return a string that {@link Encoder#string} wrote} */
    public static String string(Source in) throws IOException {
        int first = in.int8() & 0xff;
        if (first == Encoder.UTF16) {
            int count = FastReader.count(in, 1);
            char[] chars = (char[]) FastReader.allocate(char.class, count, 2L * count);
            PrimitiveArrays.get(in, chars, count, 1);
            return new String(chars);
        }
        int length = first == Encoder.LATIN1 ? FastReader.count(in, 0) : first;
        if (in.limit - in.position >= length) {
            String text = new String(in.buffer, in.position, length, StandardCharsets.ISO_8859_1);
            in.position += length;
            return text;
        }
        if (length > in.remaining()) throw new ProtocolException("a string of " + length + " bytes where " + in.remaining() + " are left");
        byte[] bytes = (byte[]) FastReader.allocate(byte.class, length, length);
        in.bytes(bytes, 0, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
