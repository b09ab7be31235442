package io.github.jvmpool.home;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes which shared objects a value names while it is encoded, so that whoever keeps the bytes can keep the objects as well: a thread
 * that encodes {@linkplain #begin begins}, and {@linkplain #end takes} what was noted.
 */
public final class Pins {
    private static final ThreadLocal<Pins> OF_THREAD = ThreadLocal.withInitial(Pins::new);

    /** Whether there is any shared object in this JVM: without one nothing can be noted. */
    private static volatile boolean wanted;

    private boolean noting;
    private @Nullable List<Remote> noted;

    private Pins() {}

    /** Begins to note for this thread. Costs nothing as long as no object is shared. */
    public static void begin() {
        if (wanted) OF_THREAD.get().noting = true;
    }

    /** {@return what was noted since, to be held as long as the bytes; null if nothing} */
    public static @Nullable List<Remote> end() {
        if (!wanted) return null;
        Pins pins = OF_THREAD.get();
        pins.noting = false;
        List<Remote> noted = pins.noted;
        if (noted != null) pins.noted = null;
        return noted;
    }

    static void wanted() {
        wanted = true;
    }

    static void note(Remote remote) {
        Pins pins = OF_THREAD.get();
        if (!pins.noting) return;
        List<Remote> noted = pins.noted;
        if (noted == null) {
            noted = new ArrayList<>();
            pins.noted = noted;
        }
        noted.add(remote);
    }
}
