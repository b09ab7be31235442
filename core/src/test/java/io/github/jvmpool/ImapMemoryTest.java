package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An {@code imap} whose reader is slower than the workers holds a bounded amount of results, however large they are. */
class ImapMemoryTest {
    private static final int PROCESSES = 2;
    private static final int LARGE = 4_000_000;

    /** How many large results may wait, and be on their way. */
    private static final int MOST = (int) (ImapWork.RESULTS / LARGE);

    private final AtomicInteger taken = new AtomicInteger();
    private Pool pool;

    @BeforeEach
    void open() {
        pool = Pool.of(PROCESSES);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Iterable<Integer> sizes(Iterable<Integer> sizes) {
        return () -> {
            Iterator<Integer> each = sizes.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public Integer next() {
                    taken.incrementAndGet();
                    return each.next();
                }
            };
        };
    }

    /** Everything that was taken has been done: now the input is read on, if it may be. */
    private void awaitDone() {
        await().pollInterval(Duration.ofMillis(2)).until(() -> pool.snapshot().completed() >= taken.get());
    }

    @Test
    void aSlowReaderOfLargeResultsIsWaitedFor() {
        try (var results = pool.imap(size -> new byte[size], sizes(Collections.nCopies(40, LARGE)))) {
            for (int i = 0; i < 40; i++) {
                awaitDone();

                assertThat(taken.get() - i).isLessThanOrEqualTo(MOST);
                assertThat(results.next()).hasSize(LARGE);
            }

            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void aSlowReaderOfLargeResultsIsWaitedForInAnyOrder() {
        try (var results = pool.imapUnordered(size -> new byte[size], sizes(Collections.nCopies(30, LARGE)))) {
            for (int i = 0; i < 30; i++) {
                awaitDone();

                assertThat(taken.get() - i).isLessThanOrEqualTo(MOST);
                assertThat(results.next()).hasSize(LARGE);
            }
        }
    }

    @Test
    void resultsThatBecomeSmallAreTakenFarAheadAgain() {
        var sizes = new ArrayList<>(Collections.nCopies(MOST, LARGE));
        IntStream.range(0, 10_000).forEach(i -> sizes.add(10));
        try (var results = pool.imap(size -> new byte[size], sizes(sizes))) {
            for (int i = 0; i < 2_000; i++) results.next();

            await().until(() -> taken.get() == 2_000 + ImapWork.WINDOW);
        }
    }

    @Test
    void everyWorkerMayWorkOnAResultLargerThanTheBound() {
        int huge = (int) ImapWork.RESULTS + 1;
        try (var wide = Pool.of(3);
                var results = wide.imap(size -> new byte[size], sizes(Collections.nCopies(10, huge)))) {
            assertThat(results.next()).hasSize(huge);

            await().until(() -> taken.get() == 4);
        }
    }
}
