package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several queues of one process: what the home has granted for one is never used for another. */
class SharedQueueGrantsTest {
    @Test
    void whatWasLentOfOneQueueIsNotTakenForItemsOfAnother() {
        try (var pool = Pool.of(1);
                SharedQueue<Integer> first = SharedQueue.create();
                SharedQueue<Integer> second = SharedQueue.create()) {
            first.addAll(IntStream.range(0, 10).boxed().toList());
            second.addAll(IntStream.range(100, 110).boxed().toList());
            List<Integer> ofFirst = new ArrayList<>();
            List<Integer> ofSecond = new ArrayList<>();

            ofFirst.add(pool.apply(() -> first.take())); // 1 … 9 are lent to the worker
            ofFirst.add(first.poll()); // and back
            ofSecond.add(pool.apply(() -> second.take())); // the same slot
            for (int i = 2; i < 10; i++) ofFirst.add(pool.apply(() -> first.take()));
            for (int i = 1; i < 10; i++) ofSecond.add(pool.apply(() -> second.poll()));

            assertThat(ofFirst)
                    .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
            assertThat(ofSecond)
                    .containsExactlyElementsOf(IntStream.range(100, 110).boxed().toList());
        }
    }

    @Test
    void roomThatWasGivenForOneQueueIsNotUsedForAnother() {
        try (var pool = Pool.of(1);
                SharedQueue<Integer> first = SharedQueue.create(4);
                SharedQueue<Integer> second = SharedQueue.create(4)) {
            // The first put of each gets room for one more along with its answer.
            pool.apply(() -> first.put(0));
            first.add(1);
            first.add(2);
            first.add(3); // takes that room back
            assertThat(first.offer(4)).isFalse();
            pool.apply(() -> second.put(0));

            boolean more = pool.apply(() -> first.offer(5));

            assertThat(more).isFalse();
            assertThat(first).hasSize(4);
            assertThat(pool.apply(() -> second.offer(1) && second.offer(2) && second.offer(3)))
                    .isTrue();
            assertThat(second).containsExactly(0, 1, 2, 3);
            assertThat(second.remainingCapacity()).isZero();
        }
    }
}
