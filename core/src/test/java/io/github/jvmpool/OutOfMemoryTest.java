package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.WorkerLostException.Reason;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task that exhausts some kind of memory loses its worker, and is told which memory it was. */
@ExtendWith(NothingLeft.class)
class OutOfMemoryTest {
    private static Pool pool;

    @BeforeAll
    static void open() {
        pool = Pool.builder()
                .processes(2)
                .maxHeap("48m")
                .jvmArgs("-XX:MaxMetaspaceSize=24m", "-XX:MaxDirectMemorySize=8m")
                .output(WorkerOutput.discard())
                .build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    /** The kinds of memory, and what the JVM calls each. */
    enum Memory {
        HEAP("Java heap space", "maxHeap"),
        ARRAY("Requested array size exceeds VM limit", ""),
        DIRECT("direct buffer memory", "MaxDirectMemorySize"),
        CLASSES("Metaspace", "MaxMetaspaceSize"),
        THREADS("unable to create native thread", "ulimit -u");

        final String name;
        final String advice;

        Memory(String name, String advice) {
            this.name = name;
            this.advice = advice;
        }

        int exhaust() {
            return switch (this) {
                case HEAP -> Faults.fillHeap();
                case ARRAY -> Faults.tooLargeArray();
                case DIRECT -> Faults.fillDirectMemory();
                case CLASSES -> fillMetaspace();
                case THREADS -> tooLargeThread();
            };
        }
    }

    private static int fillMetaspace() {
        for (; ; ) {
            var loader = new ClassLoader(Callable.class.getClassLoader()) {};
            Faults.HELD.add(Proxy.newProxyInstance(loader, new Class<?>[] {Callable.class}, (self, m, args) -> null));
        }
    }

    /** A thread whose stack is larger than any address space: it cannot be started, whoever may have how many. */
    private static int tooLargeThread() {
        new Thread(null, () -> {}, "large", 1L << 47).start();
        throw new AssertionError("started");
    }

    private static WorkerLostException lost(Task<?> task) {
        var others = pool.mapAsync(x -> x, IntStream.range(0, 100).boxed().toList(), 1);
        var failure = catchThrowableOfType(WorkerLostException.class, () -> pool.apply(task));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(others.join()).hasSize(100);
        assertThat(ProcessHandle.of(failure.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
        return failure;
    }

    @ParameterizedTest
    @EnumSource
    void endsTheWorkerOfTheTaskThatExhaustsAnyMemory(Memory memory) {
        var failure = lost(memory::exhaust);

        assertThat(failure).hasMessageContaining("ran out of memory: ").hasMessageContaining(memory.name);
        assertThat(failure).hasMessageContaining(memory.advice);
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedOnAnyThreadOfTheTask(Memory memory) {
        var failure = lost(() -> {
            var thread = new Thread(memory::exhaust);
            thread.start();
            thread.join();
            return Faults.hang();
        });

        assertThat(failure).hasMessageContaining(memory.name);
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedBehindOtherExceptions(Memory memory) {
        var failure = lost(() -> {
            var future = new FutureTask<>(memory::exhaust);
            future.run();
            try {
                return future.get();
            } catch (Exception e) {
                throw new IllegalStateException("wrapped", e);
            }
        });

        assertThat(failure).hasMessageContaining(memory.name);
    }

    @Test
    void isNoticedAmongWhatAnExceptionSuppresses() {
        var failure = lost(() -> {
            var own = new IOException("own");
            try {
                Faults.fillDirectMemory();
            } catch (OutOfMemoryError e) {
                own.addSuppressed(e);
            }
            throw new RuntimeException(own);
        });

        assertThat(failure).hasMessageContaining("direct buffer memory");
    }

    private static final class ExhaustsOnWrite extends RuntimeException implements Serializable {
        private static final long serialVersionUID = 1;

        private final transient Memory memory;

        ExhaustsOnWrite(Memory memory) {
            this.memory = memory;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            try {
                out.writeInt(memory.exhaust());
            } catch (OutOfMemoryError e) {
                throw new IOException("while encoding", e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedWhileAResultOrAnExceptionIsEncoded(Memory memory) {
        var result = lost(() -> new ExhaustsOnWrite(memory));
        var thrown = lost(() -> {
            throw new ExhaustsOnWrite(memory);
        });

        assertThat(result).hasMessageContaining(memory.name);
        assertThat(thrown).hasMessageContaining(memory.name);
    }

    private static final class ExhaustsOnRead implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            if (Worker.find().isPresent()) Faults.fillDirectMemory();
        }
    }

    @Test
    void isNoticedWhileAnArgumentIsDecoded() {
        var argument = new ExhaustsOnRead();

        assertThat(lost(() -> argument.hashCode())).hasMessageContaining("direct buffer memory");
    }

    @Test
    void anItemOfMapThatExhaustsMemoryFailsAlone() {
        var results = pool.imap(
                x -> x == 50 ? Faults.fillDirectMemory() : x,
                IntStream.range(0, 100).boxed().toList(),
                10);

        for (int i = 0; i < 100; i++) {
            if (i != 50) assertThat(results.next()).isEqualTo(i);
            else
                assertThat(catchThrowableOfType(WorkerLostException.class, results::next)
                                .reason())
                        .isEqualTo(Reason.OUT_OF_MEMORY);
        }
    }

    @Test
    void aWorkerThatCouldNotStartAThreadIsReplacedThoughItsTaskSwallowedTheError() throws Exception {
        try (var log = new LogWatch();
                var one = Pool.builder()
                        .processes(1)
                        .output(WorkerOutput.discard())
                        .name("one")
                        .build()) {
            long pid = one.apply(() -> {
                try {
                    tooLargeThread();
                } catch (OutOfMemoryError swallowed) {
                    return Faults.pid();
                }
                throw new AssertionError();
            });

            await().until(() -> one.apply(Faults::pid) != pid);
            assertThat(one.snapshot().failed()).isZero();
            assertThat(one.snapshot().workersLost()).isZero();
            assertThat(log.messages).anyMatch(message -> message.contains("one") && message.contains("thread"));
        }
    }

    @Test
    void anInitializerThatExhaustsMemoryBreaksThePoolWithThatReason() {
        try (var broken = Pool.builder()
                .processes(1)
                .initializer(Faults::fillDirectMemory)
                .output(WorkerOutput.discard())
                .jvmArgs("-XX:MaxDirectMemorySize=8m")
                .build()) {
            var failure = catchThrowableOfType(PoolBrokenException.class, () -> broken.apply(Faults::pid));

            assertThat(failure).hasMessageContaining("ran out of memory").hasMessageContaining("direct buffer memory");
        }
    }

    @Test
    void theJvmsOwnEndForLackOfMemoryIsToldWhateverItsArguments() {
        for (var argument : List.of("-XX:-ExitOnOutOfMemoryError", "-XX:+CrashOnOutOfMemoryError")) {
            try (var own = Pool.builder()
                    .processes(1)
                    .maxHeap("48m")
                    .jvmArgs("-XX:-ExitOnOutOfMemoryError", argument)
                    .output(WorkerOutput.discard())
                    .build()) {
                var failure = catchThrowableOfType(WorkerLostException.class, () -> own.apply(Faults::fillHeap));

                assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.OUT_OF_MEMORY);
                assertThat(failure).hasMessageContaining("Java heap space");
            }
        }
    }
}
