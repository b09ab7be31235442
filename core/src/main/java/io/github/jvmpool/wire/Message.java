package io.github.jvmpool.wire;

/**
 * The kinds of messages. A message is an int, the number of bytes behind it; a byte, its kind; and the rest.
 *
 * <p>{@code wire/README.md} has each one byte by byte.
 */
public final class Message {
    /** Bytes of length and kind. */
    public static final int HEADER = 5;

    // to the worker

    /** What every task of this worker needs: initializer, finalizer, serializer. The first message. */
    public static final int SETUP = 1;

    /** A function that later chunks refer to by its number. */
    public static final int DEFINE = 2;

    /** Items to work on. */
    public static final int CHUNK = 3;

    /** The answer to an {@link #ASK}. */
    public static final int ANSWER = 4;

    /** Finish in order: nothing comes after it. */
    public static final int STOP = 5;

    /** The one task of a JVM that is no worker of a pool, and then ends like a Java program. */
    public static final int MAIN = 6;

    // to the caller

    /** The worker is initialized, or its initializer failed. */
    public static final int READY = 33;

    /** The value of one item. */
    public static final int RESULT = 34;

    /** What one item threw. */
    public static final int ERROR = 35;

    /** Nothing more comes of a chunk; its slot is free. */
    public static final int DONE = 36;

    /** Text that was printed. */
    public static final int PRINT = 37;

    /** A class or resource is wanted. */
    public static final int ASK = 38;

    /** What a task tells of its progress. */
    public static final int REPORT = 39;

    /** The worker has done all it was told and may be killed: halting by itself takes the JVM up to 300 ms. */
    public static final int STOPPED = 40;

    /** The JVM is about to end by itself and wants to be rung, because it ends at once only if no thread of it waits in a read. */
    public static final int ENDING = 41;

    /** The worker should be replaced; it starts nothing more if what it has is taken back soon. */
    public static final int WORN_OUT = 42;

    private Message() {}
}
