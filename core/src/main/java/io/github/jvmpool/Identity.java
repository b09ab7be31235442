package io.github.jvmpool;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who a JVM is among those that the library has started.
 *
 * @param name its name
 * @param number the end of its default name, such as {@code 1:2} for the second child of the first child; empty if it has none
 * @param daemon whether it ends when the process that started it ends in order
 * @param caller the name of the process that started it, or null if that was not the library
 */
record Identity(
        String name,
        String number,
        boolean daemon,
        @Nullable String caller) {
    private static final AtomicInteger CHILDREN = new AtomicInteger();

    /** Written once at most, before the first task. */
    private static volatile Identity own = new Identity("MainProcess", "", false, null);

    /** {@return who this JVM is} */
    static Identity own() {
        return own;
    }

    /** Tells this JVM who it is. */
    static void is(Identity identity) {
        own = identity;
    }

    /** {@return who the next child of this JVM is} */
    static Identity ofNextChild(Optional<String> name, boolean daemon) {
        Identity parent = own;
        String number = (parent.number.isEmpty() ? "" : parent.number + ':') + CHILDREN.incrementAndGet();
        return new Identity(name.orElse("JvmProcess-" + number), number, daemon, parent.name);
    }
}
