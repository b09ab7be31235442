package io.github.jvmpool.home;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes which shared objects a value names while it is encoded, so that whoever keeps the bytes can keep the objects as well: a thread
 * that encodes {@linkplain #begin begins}, and {@linkplain #end takes} what was noted.
 */
public final class Pins {
    private static final ThreadLocal<@Nullable List<Remote>> NOTED = new ThreadLocal<>();

    /** Whether there is any shared object in this JVM: without one nothing can be noted. */
    private static volatile boolean wanted;

    private Pins() {}

    /** Begins to note for this thread. Costs nothing as long as no object is shared. */
    public static void begin() {
        if (wanted) NOTED.set(new ArrayList<>(0));
    }

    /** {@return what was noted since, to be held as long as the bytes; null if nothing} */
    public static @Nullable List<Remote> end() {
        if (!wanted) return null;
        List<Remote> noted = NOTED.get();
        NOTED.remove();
        return noted == null || noted.isEmpty() ? null : noted;
    }

    static void wanted() {
        wanted = true;
    }

    static void note(Remote remote) {
        List<Remote> noted = NOTED.get();
        if (noted != null) noted.add(remote);
    }
}
