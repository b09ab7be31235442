package io.github.jvmpool;

/** The one rule that says whether a failed item is started again; every backend asks it before it reports a failure. */
final class Retries {
    private Retries() {}

    /**
     * {@return whether the item is to be started once more}
     *
     * @param work whose item it is
     * @param starts how often it has been started so far; 1 after the first failure
     * @param failure the failure as the task or the pool made it, before any wrapping
     */
    static boolean wanted(Work work, int starts, Throwable failure) {
        var options = work.options();
        if (starts > options.retries() || work.abandoned()) return false;
        for (Class<? extends Throwable> type : options.retryOn()) if (type.isInstance(failure)) return true;
        return false;
    }
}
