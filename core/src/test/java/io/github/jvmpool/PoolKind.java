package io.github.jvmpool;

/** The pools that every scenario is run on. */
enum PoolKind {
    THREADS,
    PROCESSES;

    Pool open(int workers) {
        return switch (this) {
            case THREADS -> Pool.ofThreads(workers);
            case PROCESSES -> Pool.of(workers);
        };
    }
}
