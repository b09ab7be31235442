package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.wire.FlatEncoded;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Result, death, cancel and time limit may all want to report an item: one of them does. */
public class FlightTest {
    private static final FlatEncoded NOTHING = new FlatEncoded(new byte[0], 0, 0);

    private static Flight flight() {
        Work work = new WorkResultOfNobody();
        var chunk = new ProcessChunk(
                work, 0, 3, true, CallKind.TASK, null, NOTHING, NOTHING, false, 1, new ProcessChunk.Pace());
        return new Flight(chunk, 3, 77);
    }

    /** For the model checker. */
    public static class Reports {
        private final Flight flight = flight();

        @Operation
        public boolean first() {
            return flight.report(0);
        }

        @Operation
        public boolean second() {
            return flight.report(1);
        }

        @Operation
        public boolean isSecondReported() {
            return flight.isReported(1);
        }
    }

    @Test
    void everyItemIsReportedByOne() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(1)
                .iterations(10)
                .invocationsPerIteration(200)
                .check(Reports.class);
    }

    @Test
    void itemsAreReportedInOrder() {
        Flight flight = flight();

        assertThat(flight.report(1)).isFalse();
        assertThat(flight.report(0)).isTrue();
        assertThat(flight.report(0)).isFalse();
        assertThat(flight.report(1)).isTrue();
        assertThat(flight.isReported(1)).isTrue();
        assertThat(flight.isReported(2)).isFalse();
    }

    /** A work whose outcomes nobody wants. */
    private static final class WorkResultOfNobody implements Work {
        @Override
        public TaskOptions options() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.time.Duration timeout() {
            return null;
        }

        @Override
        public void done(int index, Object value) {}

        @Override
        public void failed(int index, Throwable failure) {}

        @Override
        public boolean abandoned() {
            return true;
        }
    }
}
