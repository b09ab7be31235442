package io.github.jvmpool;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a task can do to its worker; for use in tasks only. */
final class Faults {
    /** Keeps what is allocated reachable, and the compiler from leaving it out. */
    static final List<Object> HELD = new ArrayList<>();

    private Faults() {}

    /** Crashes the JVM in native code. */
    static int segv() throws Exception {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field field = unsafe.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        unsafe.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        throw new AssertionError("survived");
    }

    /** Aborts the JVM, as native code that calls {@code abort()} does. */
    static int abort() throws Exception {
        return signal("ABRT");
    }

    /** Kills the JVM as the kernel does when memory is short. */
    static int kill9() throws Exception {
        return signal("KILL");
    }

    private static int signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill",
                        "-" + name,
                        String.valueOf(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        TimeUnit.SECONDS.sleep(60);
        throw new AssertionError("survived");
    }

    static int exit(int code) {
        System.exit(code);
        throw new AssertionError("survived");
    }

    static int halt(int code) {
        Runtime.getRuntime().halt(code);
        throw new AssertionError("survived");
    }

    /** Calls {@code System.exit} with a shutdown hook that never ends. */
    static int exitThatHangs() {
        Runtime.getRuntime().addShutdownHook(new Thread(Faults::hang));
        return exit(0);
    }

    static int fillHeap() {
        for (; ; ) HELD.add(new byte[1 << 20]);
    }

    static int fillDirectMemory() {
        for (; ; ) HELD.add(ByteBuffer.allocateDirect(1 << 20));
    }

    static int tooLargeArray() {
        HELD.add(new byte[Integer.MAX_VALUE]);
        return HELD.size();
    }

    static int overflowStack(int depth) {
        return depth < 0 ? 0 : overflowStack(depth + 1) + 1;
    }

    /** Never ends, whatever the interrupts. */
    static int hang() {
        for (; ; ) {
            try {
                TimeUnit.DAYS.sleep(1);
            } catch (InterruptedException swallowed) {
                Thread.onSpinWait();
            }
        }
    }

    /** Never ends, and never comes to where it could be interrupted. */
    static int spin() {
        for (long i = 0; ; i++) if (i < 0) return 0;
    }

    /** Ends when it is interrupted. */
    static int sleep() throws InterruptedException {
        TimeUnit.DAYS.sleep(1);
        return 0;
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }
}
