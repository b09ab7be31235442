package io.github.jvmpool;

/** Starts the workers of a pool and tells their {@link LinkOwner} what becomes of each, in the order that {@link WorkerStarter} keeps. */
interface Starter {
    /** Starts a worker. Returns at once. */
    void start(Link link);

    /** The pool has ended, and no worker of it is left. */
    void end();

    /** Makes the starter of a pool. */
    interface Factory {
        /** {@return a starter that tells {@code owner}} */
        Starter create(PoolConfig config, String poolName, LinkOwner owner);
    }
}
