package io.github.jvmpool.worker;

import io.github.jvmpool.wire.LastWords;
import io.github.jvmpool.wire.SharedFile;
import org.jspecify.annotations.Nullable;

/**
 * Ends the worker when some kind of memory is exhausted: nothing in its JVM can be relied on any more. The control page says which it
 * was. Used by any thread, and as handler of what no thread of a task has caught.
 *
 * <p>The JVM ends by itself, before any of this, when the heap or the memory for classes is exhausted (ExitOnOutOfMemoryError), but
 * not for direct memory and threads, nor for an error that Java code has made.
 */
final class OutOfMemory implements Thread.UncaughtExceptionHandler {
    private static final int EXIT_CODE = 3;
    private static final int DEEPEST = 16;

    private final SharedFile file;

    OutOfMemory(SharedFile file) {
        this.file = file;
    }

    /** Ends this JVM if such an error is behind {@code failure}. */
    void leaveIfIn(Throwable failure) {
        OutOfMemoryError lack = in(failure, DEEPEST);
        if (lack != null) leave(file, lack);
    }

    /** Ends this JVM. */
    static void leave(SharedFile file, OutOfMemoryError lack) {
        try {
            file.lastWords(LastWords.OUT_OF_MEMORY, lack.getMessage());
        } catch (Throwable ownMessageFails) {
            file.lastWords(LastWords.OUT_OF_MEMORY);
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    /** {@return the lack of memory among a failure's causes and what it suppresses, or null} */
    private static @Nullable OutOfMemoryError in(Throwable failure, int deepest) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < deepest; depth++) {
            if (each instanceof OutOfMemoryError) return (OutOfMemoryError) each;
            Throwable[] suppressed = each.getSuppressed();
            for (int i = 0; i < suppressed.length && i < DEEPEST; i++) {
                OutOfMemoryError found = in(suppressed[i], 2);
                if (found != null) return found;
            }
            each = causeOf(each);
        }
        return null;
    }

    /** The cause, also of an exception whose own {@code getCause} fails. */
    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (OutOfMemoryError lack) {
            return lack;
        } catch (Throwable broken) {
            return null;
        }
    }

    /** Prints the rest as a JVM without a handler does. */
    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        leaveIfIn(failure);
        System.err.print("Exception in thread \"" + thread.getName() + "\" ");
        failure.printStackTrace(System.err);
    }
}
