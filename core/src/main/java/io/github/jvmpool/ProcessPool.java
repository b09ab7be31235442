package io.github.jvmpool;

/** Makes pools whose tasks run in worker JVMs. */
final class ProcessPool {
    private ProcessPool() {}

    static Pool create(PoolConfig config) {
        return BackendPool.create(new Engine(config));
    }
}
