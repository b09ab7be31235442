package io.github.jvmpool.home;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.ClassLoaders;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.DefaultFilter;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.PrimitiveTypes;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the values that shared objects hold. They pass through processes that know nothing of them, so their classes are not
 * tied to a loader: the reader looks for them in the context loader of its thread, then on its class path.
 */
public final class Values {
    private static final ThreadLocal<@Nullable Encoder> ENCODER = new ThreadLocal<>();
    private static final ThreadLocal<@Nullable Decoder> DECODER = new ThreadLocal<>();
    private static final ClassLoaders LOADERS = new Loaders();

    private static volatile ObjectInputFilter filter = DefaultFilter.INSTANCE;

    private Values() {}

    /** Sets what values read by this process have to pass. */
    public static void filter(ObjectInputFilter values) {
        filter = values;
    }

    private static ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        return filter.checkInput(info);
    }

    /** {@return an empty encoder of this thread's, to be given back} */
    static Encoder encoder() {
        Encoder spare = ENCODER.get();
        if (spare == null) return new Encoder(LOADERS);
        ENCODER.set(null); // the value's own code may encode another value meanwhile
        return spare;
    }

    /** Takes an encoder back; what it holds is forgotten. */
    static void giveBack(Encoder encoder) {
        encoder.reset();
        ENCODER.set(encoder);
    }

    /** {@return what the encoder holds from {@code from} on, in an array of its own} */
    static byte[] bytes(Encoder encoder, int from) {
        int length = encoder.position() - from;
        if (encoder.flat()) {
            byte[] copy = new byte[length];
            System.arraycopy(encoder.array(), from, copy, 0, length);
            return copy;
        }
        Encoded all = encoder.finish();
        byte[] copy = new byte[(int) (all.length() - from)];
        for (int done = 0; done < copy.length; ) done += all.copy(from + done, copy, done, copy.length - done);
        return copy;
    }

    /** {@return a value, encoded} */
    public static byte[] encode(@Nullable Object value) {
        Encoder encoder = encoder();
        try {
            encoder.value(value);
            return bytes(encoder, 0);
        } finally {
            giveBack(encoder);
        }
    }

    /** {@return the value in the rest of {@code bytes} from {@code offset} on} */
    static @Nullable Object decode(byte[] bytes, int offset) throws IOException, ClassNotFoundException {
        return decode(new ArraySource(bytes, offset, bytes.length - offset));
    }

    /** {@return a source of the bytes} */
    public static ArraySource source(byte[] bytes) {
        return new ArraySource(bytes, 0, bytes.length);
    }

    /** {@return a value that is not null} */
    static Object decodeKey(byte[] bytes) throws IOException, ClassNotFoundException {
        Object key = decode(bytes, 0);
        if (key == null) throw new NullPointerException("key");
        return key;
    }

    /**
     * {@return the next value}
     *
     * @throws IOException if it cannot be read
     * @throws ClassNotFoundException if a class of it is missing here
     */
    public static @Nullable Object decode(Source in) throws IOException, ClassNotFoundException {
        Decoder decoder = DECODER.get();
        if (decoder == null) decoder = new Decoder(LOADERS, Values::check, null);
        else DECODER.set(null);
        try {
            return decoder.value(in);
        } finally {
            DECODER.set(decoder);
        }
    }

    /** One number for all loaders: names are what counts. */
    private static final class Loaders implements ClassLoaders {
        /** Has the loader noted, so that it can be {@linkplain #anywhere found} when nothing else knows the class. */
        @Override
        public int idOf(Class<?> type) {
            CallerLoaders.shared().idOf(type);
            return SYSTEM;
        }

        @Override
        public Class<?> load(int loader, String name) throws ClassNotFoundException {
            Class<?> primitive = PrimitiveTypes.named(name);
            if (primitive != null) return primitive;
            try {
                return Class.forName(name, false, loader(loader));
            } catch (ClassNotFoundException unknown) {
                Class<?> found = by(ClassLoader.getSystemClassLoader(), name);
                if (found == null) found = by(Values.class.getClassLoader(), name);
                if (found == null) found = anywhere(name);
                if (found == null) throw unknown;
                return found;
            }
        }

        private static @Nullable Class<?> by(@Nullable ClassLoader loader, String name) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException unknown) {
                return null;
            }
        }

        /** Values are read on the library's threads too, which know nothing of a program that was started from its source, or a jar in a jar. */
        private static @Nullable Class<?> anywhere(String name) {
            Class<?> here = CallerLoaders.shared().search(name);
            Family.Parent parent = Family.parent();
            if (here != null || parent == null) return here;
            try {
                return parent.find(name);
            } catch (IOException | ClassNotFoundException unknown) {
                return null;
            }
        }

        @Override
        public ClassLoader loader(int loader) {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            return context == null ? ClassLoader.getSystemClassLoader() : context;
        }
    }
}
