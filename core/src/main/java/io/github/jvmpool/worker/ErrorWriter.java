package io.github.jvmpool.worker;

import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.ShippingFailure;

/**
 * Describes what was thrown, so that the caller can throw it again or, where it cannot travel, at least tell of it.
 *
 * <p>The parts, in order: what went wrong (a byte); class name; message; the stack as frames; whether the exception itself follows
 * (a byte), then that, or the reason why not.
 */
final class ErrorWriter {
    /** The task threw. */
    static final int THROWN = 0;

    /** The function or its arguments could not be made from what came. */
    static final int ARGUMENTS = 1;

    /** The result cannot travel. */
    static final int RESULT = 2;

    private static final int MOST_FRAMES = 1024;

    private final Encoder encoder;
    private final OutOfMemory memory;

    ErrorWriter(Encoder encoder, OutOfMemory memory) {
        this.encoder = encoder;
        this.memory = memory;
    }

    void write(int what, Throwable failure) {
        encoder.int8(what);
        encoder.string(failure.getClass().getName());
        encoder.string(message(failure));
        writeFrames(failure);
        int flag = encoder.position();
        encoder.int8(1);
        try {
            encoder.value(failure);
        } catch (ShippingFailure e) {
            memory.leaveIfIn(e);
            encoder.truncate(flag);
            encoder.int8(0);
            encoder.string(message(e));
        }
    }

    /** The message, even of an exception whose own {@code getMessage} fails. */
    private String message(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? "" : message;
        } catch (Throwable broken) {
            memory.leaveIfIn(broken);
            return "(its message cannot be had: " + broken.getClass().getName() + ")";
        }
    }

    private void writeFrames(Throwable failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        int count = Math.min(frames.length, MOST_FRAMES);
        encoder.int32(count);
        for (int i = 0; i < count; i++) {
            StackTraceElement frame = frames[i];
            String fileName = frame.getFileName();
            encoder.string(frame.getClassName());
            encoder.string(frame.getMethodName());
            encoder.string(fileName == null ? "" : fileName);
            encoder.int32(frame.getLineNumber());
        }
    }
}
