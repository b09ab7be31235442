package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.wire.FlatEncoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EngineBrokenTest {
    private static final int WORKERS = Crew.START_TRIES + 1;

    private final SimClock clock = new SimClock(new Random(1));
    private final List<Link> starting = new ArrayList<>();

    private Engine engine() {
        var starter = new Starter() {
            @Override
            public void start(Link link) {
                starting.add(link);
            }

            @Override
            public void end() {}
        };
        var options = new PoolConfig(
                WORKERS,
                WORKERS,
                0,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Optional.of("pool"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                WorkerOutput.discard(),
                Integer.MAX_VALUE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Engine(options, clock, name -> clock.helpers(), (config, name, owner) -> starter);
    }

    /** A pool that gives up kills those that are coming up; their deaths were taken for the cause. */
    @Test
    void aBrokenPoolNamesWhatBrokeItAndNotWhatEndedWithIt() {
        var engine = engine();
        for (Link link : List.copyOf(starting).subList(0, Crew.START_TRIES))
            engine.neverStarted(link, new IllegalStateException("bad flag"));

        engine.neverStarted(starting.get(Crew.START_TRIES), new IllegalStateException("killed"));

        assertThatThrownBy(() -> engine.submit(chunk()))
                .isInstanceOf(PoolBrokenException.class)
                .hasMessageContaining("bad flag")
                .hasRootCauseMessage("bad flag");
    }

    private static ProcessChunk chunk() {
        var nothing = new FlatEncoded(new byte[4], 0, 4);
        var work = new SimWork(1, TaskOptions.defaults(), null);
        return new ProcessChunk(
                work, 0, 1, false, CallKind.TASK, null, nothing, nothing, false, 1, new ProcessChunk.Pace());
    }
}
