package io.github.jvmpool;

/** Makes pools whose tasks run on threads of this JVM. */
final class ThreadPool {
    private ThreadPool() {}

    static Pool create(int threads) {
        return BackendPool.create(new ThreadBackend(BackendPool.nextName(), threads));
    }
}
