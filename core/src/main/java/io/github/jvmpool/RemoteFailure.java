package io.github.jvmpool;

import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the exception that the caller sees out of what a worker tells of one that was thrown there. */
final class RemoteFailure {
    /** No worker sends more. */
    private static final int MOST_FRAMES = 1024;

    private static final int THROWN = 0;
    private static final int ARGUMENTS = 1;

    private static final String LIBRARY = "io.github.jvmpool.";

    private RemoteFailure() {}

    /** Reads what a worker wrote; its class {@code ErrorWriter} has the layout. */
    static Throwable read(Source in, Decoder decoder, WorkerInfo worker) throws IOException {
        int what = in.int8();
        String className = Decoder.string(in);
        String message = Decoder.string(in);
        StackTraceElement[] frames = frames(in, worker);
        Throwable original = null;
        String reason;
        if (in.int8() != 0) {
            try {
                original = (Throwable) decoder.value(in);
                reason = "";
            } catch (LinkEnded e) {
                throw e;
            } catch (Exception | LinkageError | StackOverflowError e) {
                reason = e.toString();
            }
        } else {
            reason = Decoder.string(in);
        }
        if (original != null) original.setStackTrace(frames);
        if (what == THROWN && original != null) return original;
        String text = message.isEmpty() ? className : className + ": " + message;
        ShippingException failure = new ShippingException(
                switch (what) {
                    case THROWN -> "the task threw " + text + ", which cannot be sent to the caller: " + reason;
                    case ARGUMENTS -> "the function or its arguments cannot be read in the worker: " + text;
                    default -> "the result cannot be sent to the caller: " + message;
                },
                what == THROWN ? null : cause(original));
        failure.setStackTrace(frames);
        return failure;
    }

    /** The culprit behind the worker's own wrapping. */
    private static @Nullable Throwable cause(@Nullable Throwable original) {
        if (original == null || original.getCause() == null) return original;
        return original.getClass().getName().startsWith(LIBRARY) ? original.getCause() : original;
    }

    /** The worker's frames without those of the library below the task, and the marker. */
    private static StackTraceElement[] frames(Source in, WorkerInfo worker) throws IOException {
        int count = in.int32();
        if (count < 0 || count > MOST_FRAMES)
            throw new io.github.jvmpool.wire.ProtocolException("stack of " + count + " frames");
        List<StackTraceElement> frames = new ArrayList<>(count + 1);
        for (int i = 0; i < count; i++) {
            String className = Decoder.string(in);
            String method = Decoder.string(in);
            String file = Decoder.string(in);
            frames.add(new StackTraceElement(className, method, file.isEmpty() ? null : file, in.int32()));
        }
        while (!frames.isEmpty() && isInternal(frames.get(frames.size() - 1).getClassName()))
            frames.remove(frames.size() - 1);
        frames.add(Stacks.marker(worker));
        return frames.toArray(new StackTraceElement[0]);
    }

    private static boolean isInternal(String className) {
        return className.startsWith(LIBRARY + "worker.")
                || className.equals(LIBRARY + "WorkerMain")
                || className.equals(LIBRARY + "CallKind");
    }
}
