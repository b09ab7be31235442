package io.github.jvmpool.home;

import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.ShippingFailure;
import io.github.jvmpool.wire.Source;
import java.io.IOException;

/** What an operation threw, on its way to the caller: class name and message, in case the rest cannot be read, and the exception. */
final class Failure {
    private Failure() {}

    static byte[] encode(Throwable failure) {
        Encoder out = Values.encoder();
        try {
            out.string(failure.getClass().getName());
            String message = message(failure);
            out.string(message);
            int flag = out.position();
            out.int8(1);
            try {
                out.value(failure);
            } catch (ShippingFailure e) {
                out.truncate(flag);
                out.int8(0);
            }
            return Values.bytes(out, 0);
        } finally {
            Values.giveBack(out);
        }
    }

    private static String message(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? "" : message;
        } catch (Throwable broken) {
            return "(its message cannot be had: " + broken.getClass().getName() + ")";
        }
    }

    /** {@return what {@link #encode} wrote, or if that cannot be read here an exception that tells of it} */
    static Throwable decode(Source in) {
        String type = "an exception";
        String message = "";
        try {
            type = Decoder.string(in);
            message = Decoder.string(in);
            if (in.int8() != 0 && Values.decode(in) instanceof Throwable thrown) return withCaller(thrown);
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            return new IllegalStateException(
                    "the home of the object threw " + told(type, message) + ", which cannot be read here", e);
        }
        return new IllegalStateException("the home of the object threw " + told(type, message));
    }

    private static String told(String type, String message) {
        return message.isEmpty() ? type : type + ": " + message;
    }

    /** The frames of the home, one that parts them, those of this thread. */
    private static Throwable withCaller(Throwable thrown) {
        StackTraceElement[] there = thrown.getStackTrace();
        StackTraceElement[] here = new Throwable().getStackTrace();
        var joined = new StackTraceElement[there.length + 1 + here.length];
        System.arraycopy(there, 0, joined, 0, there.length);
        joined[there.length] = new StackTraceElement("jvmpool", "home", "of the object", -1);
        System.arraycopy(here, 0, joined, there.length + 1, here.length);
        thrown.setStackTrace(joined);
        return thrown;
    }
}
