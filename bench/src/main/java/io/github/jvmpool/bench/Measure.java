package io.github.jvmpool.bench;

/** What is measured. */
enum Measure {
    /** Median time of one call. */
    APPLY("apply", "µs", false),
    /** Calls whose results are collected afterwards. */
    APPLY_ASYNC("applyAsync", "/s", true),
    /** The same with a lambda that captures a value. */
    APPLY_ASYNC_CAPTURING("applyAsyncCapturing", "/s", true),
    /** Items, one at a time, through an iterator. */
    IMAP("imap", "/s", true),
    /** Items of a map with the default chunk size. */
    MAP("map", "/s", true),
    /** Bytes there and back. */
    ECHO("echo", "MB/s", true),
    /** From the making of a pool to its first result. */
    START("start", "ms", false),
    /** From the loss of the only worker to the next result. */
    RECOVERY("recovery", "ms", false),
    /** Time of the same work in one thread, over its time in two workers. */
    SPEED_UP("speedUp", "×", true),
    /** Ints that one process puts into a queue and another one takes. */
    QUEUE("queue", "/s", true),
    /** The same the other way: the process that made the queue puts. */
    QUEUE_OUT("queueOut", "/s", true),
    /** The same over a queue that lives in a third process, a manager's. */
    MANAGER_QUEUE("managerQueue", "/s", true),
    /** Sending an int through a pipe and getting one back. */
    PIPE("pipe", "µs", false),
    /** Locking and unlocking a lock that nobody else wants. */
    LOCK("lock", "µs", false),
    /** Adding to a number that processes share. */
    NUMBER("number", "µs", false);

    final String id;
    final String unit;
    final boolean moreIsBetter;

    Measure(String id, String unit, boolean moreIsBetter) {
        this.id = id;
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }
}
