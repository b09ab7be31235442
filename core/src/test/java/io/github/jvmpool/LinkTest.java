package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.launch.WorkerHandle;
import io.github.jvmpool.wire.FlatEncoded;
import io.github.jvmpool.wire.Memory;
import io.github.jvmpool.wire.SharedFile;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link whose worker does nothing but what a test does in its place. */
class LinkTest {
    private final SharedFile file = Memory.share(ByteBuffer.allocateDirect(Memory.bytes(4096)));
    private final Link link = new Link("worker-1", 1000, Clock.SYSTEM);

    @BeforeEach
    void attach() {
        link.attach(new Silent(file), new FlatEncoded(new byte[0], 0, 0));
        link.state = Link.State.LIVE;
    }

    @Test
    void whatAWorkerIsAboutToBeginWithDoesNotWait() {
        link.send(chunk(5, false));

        assertThat(link.waiting()).isZero();
    }

    @Test
    void whatIsSentAheadWaitsBehindIt() {
        link.send(chunk(5, false));
        link.send(chunk(3, false));
        link.send(chunk(4, true));

        assertThat(link.waiting()).isEqualTo(7);
    }

    @Test
    void allThatHasNotStartedIsTakenBackAlsoOfAChunkThatHas() {
        link.send(chunk(5, false));
        link.send(chunk(3, false));
        file.claim(slotOf(0), 0, 0);

        var taken = link.takeBack(Integer.MAX_VALUE);

        assertThat(taken).extracting(chunk -> chunk.count).containsExactly(4, 3);
        assertThat(link.inFlight()).isOne();
    }

    /** An interrupt was not asked for a task while the outcome of the one before it had not been received. */
    @Test
    void aTaskRunsAlsoWhileTheOutcomeOfTheOneBeforeItIsOnItsWay() {
        link.send(chunk(1, false));
        link.send(chunk(2, false));
        file.claim(slotOf(0), 0, 0);
        file.claim(slotOf(1), 1, 0);

        var current = link.current();

        assertThat(current.flight()).isSameAs(link.flying().get(1));
        assertThat(current.item()).isZero();
    }

    @Test
    void whatRunsIsNotSaidToRunOnceItIsReported() {
        link.send(chunk(1, false));
        link.send(chunk(2, false));
        file.claim(slotOf(0), 0, 0);
        file.claim(slotOf(1), 1, 0);

        link.flying().get(1).report(0);

        assertThat(link.current()).isNull();
    }

    /** While the whole machine was stopped the start of a worker ran out of time: its timer was over when all went on. */
    @Test
    void aTimeInWhichEverythingWasStoppedCostsOnlyAPartOfALimit() {
        var timers = new Timers();
        var limited = new Link("worker-2", 1000, timers);
        var over = new AtomicBoolean();
        limited.limit(Duration.ofSeconds(30), () -> over.set(true));

        timers.now += Duration.ofMinutes(1).toNanos();
        timers.runDue();

        assertThat(over).isFalse();

        for (int second = 0; second < 30; second++) {
            timers.now += Duration.ofSeconds(1).toNanos();
            timers.runDue();
        }

        assertThat(over).isTrue();
    }

    @Test
    void aLimitThatWasLiftedIsNeverOver() {
        var timers = new Timers();
        var limited = new Link("worker-2", 1000, timers);
        var over = new AtomicBoolean();
        limited.limit(Duration.ofSeconds(30), () -> over.set(true));
        timers.now += Duration.ofSeconds(5).toNanos();
        timers.runDue();

        limited.endLimit();

        for (int second = 0; second < 60; second++) {
            timers.now += Duration.ofSeconds(1).toNanos();
            timers.runDue();
        }
        assertThat(over).isFalse();
    }

    /** A clock that goes on when it is told to; what was due meanwhile runs late, once. */
    private static final class Timers implements Clock {
        private record Timer(long at, Runnable action, CompletableFuture<Void> cancelled) {}

        private final List<Timer> timers = new ArrayList<>();
        private long now = 1;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Future<?> after(long nanos, Runnable action) {
            var cancelled = new CompletableFuture<Void>();
            timers.add(new Timer(now + nanos, action, cancelled));
            return cancelled;
        }

        @Override
        public Executor helpers() {
            return Runnable::run;
        }

        void runDue() {
            for (var each : List.copyOf(timers)) {
                if (each.at > now) continue;
                timers.remove(each);
                if (!each.cancelled.isDone()) each.action.run();
            }
        }
    }

    private int slotOf(int flight) {
        return link.flying().get(flight).slot;
    }

    private static ProcessChunk chunk(int count, boolean splittable) {
        var items = new FlatEncoded(new byte[4 * count], 0, 4 * count);
        var work = new SimWork(count, TaskOptions.defaults(), null);
        return new ProcessChunk(
                work, 0, count, splittable, CallKind.TASK, null, items, items, false, 1, new ProcessChunk.Pace());
    }

    /** Hears nothing and says nothing. */
    private record Silent(SharedFile file) implements WorkerHandle {
        @Override
        public long pid() {
            return 1;
        }

        @Override
        public InputStream stdout() {
            return InputStream.nullInputStream();
        }

        @Override
        public void ring() {}

        @Override
        public void kill() {}

        @Override
        public void end(boolean forcibly) {}

        @Override
        public void unlink() {}
    }
}
