package io.github.jvmpool;

/** The pools that every scenario is run on. */
enum PoolKind {
    THREADS;

    Pool open(int workers) {
        return switch (this) {
            case THREADS -> Pool.ofThreads(workers);
        };
    }
}
