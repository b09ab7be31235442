package io.github.jvmpool.home;

/** The numbers of the conversation between a process and the home of objects it uses. */
final class Protocol {
    // to the home

    /** Wants an answer: int32 number, int64 object, int64 thread, int8 operation, what it needs. */
    static final int CALL = 1;

    /** Wants no answer to a call any more, if it has not got one: int32 number. The answer comes all the same, and may say so. */
    static final int CANCEL = 2;

    /** Has come to hold an object: int64 object. */
    static final int HOLD = 3;

    /** Holds it no longer: int64 object, int64 how many nanoseconds ago this process last sent it to another, or -1. */
    static final int DROP = 4;

    /** Wants no answer at all: int64 object, int64 thread, int8 operation, what it needs. */
    static final int TELL = 5;

    // from the home

    /** int32 number, int8 how it ended, what came of it. */
    static final int ANSWER = 33;

    // how a call ended

    static final int VALUE = 0;
    static final int FAILURE = 1;
    static final int CANCELLED = 2;

    /** Object 0 is the home itself. */
    static final long HOME = 0;

    /** Makes an object: int8 type, what that needs. Answer: int64 object, already held. */
    static final int CREATE = 1;

    /** Ends a home that is a process of its own. */
    static final int SHUT_DOWN = 2;

    /** Listens for other machines: string host, int32 port, int32 length, key. Answer: int32 port. */
    static final int LISTEN = 3;

    /** Gives an object a name: string, value. */
    static final int BIND = 4;

    /** {@code string}. Answer: the value of that name, or null. */
    static final int FIND = 5;

    /** No operation: the answer tells that all before it has been done. */
    static final int PING = 6;

    /** Ends an object for everybody: int64 object. */
    static final int CLOSE = 7;

    private Protocol() {}
}
