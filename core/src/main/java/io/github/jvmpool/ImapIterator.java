package io.github.jvmpool;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The reader's end of an {@code imap}. When it is dropped, what is left is cancelled. */
final class ImapIterator<R> implements ResultIterator<R> {
    private final ImapWork work;
    private final Cleaner.Cleanable closing;

    private ImapIterator(ImapWork work) {
        this.work = work;
        this.closing = BackendPool.CLEANER.register(this, work::close);
    }

    static <R> ImapIterator<R> start(
            Operations operations,
            Call call,
            Iterable<?> items,
            int chunksize,
            boolean ordered,
            ImapWork.Bounds bounds) {
        var packer = operations.delivery.backend.packer(call);
        var work = new ImapWork(operations, ordered, bounds);
        work.start(packer, items, chunksize);
        return new ImapIterator<>(work);
    }

    @Override
    public boolean hasNext() {
        await(Long.MAX_VALUE);
        return work.available() || work.inputFailed();
    }

    @Override
    public R next() {
        await(Long.MAX_VALUE);
        return take();
    }

    @Override
    public R next(Duration timeout) throws TimeoutException {
        if (!await(Math.max(0, Checks.nanos(timeout))))
            throw new TimeoutException("no result within " + timeout.toMillis() + " ms");
        return take();
    }

    private boolean await(long nanos) {
        try {
            return work.await(nanos);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw Failures.interrupted();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a task may return null, whatever R is
    private R take() {
        if (!work.available()) {
            var failure = work.takeInputFailure();
            if (failure != null) throw Failures.thrown(failure);
            throw new NoSuchElementException("no more results");
        }
        var outcome = work.take();
        if (outcome instanceof ImapWork.Failed failed) throw Failures.thrown(failed.failure());
        return (R) outcome;
    }

    @Override
    public Stream<R> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
                .onClose(this::close);
    }

    @Override
    public void close() {
        closing.clean();
    }
}
