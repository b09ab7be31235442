package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jvmpool.Pool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory that processes share without copies. */
@Timeout(120)
class SharedMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** What a worker sees of the memory and of itself, in kB. */
    private record Seen(long sum, long own, long shared) implements java.io.Serializable {}

    private static long status(String name) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(name + ":")) return Long.parseLong(line.replaceAll("\\D", ""));
        }
        throw new IOException("no " + name + " in " + STATUS);
    }

    private static Seen look(SharedMemory memory) throws IOException {
        ByteBuffer bytes = memory.buffer();
        long sum = 0;
        for (int at = 0; at < bytes.capacity(); at += 4096) sum += bytes.getLong(at);
        return new Seen(sum, status("RssAnon"), status("RssShmem") + status("RssFile"));
    }

    @Test
    void aGigabyteIsMappedByTwoWorkersAndCopiedByNone() throws IOException {
        assumeTrue(Files.exists(STATUS), "memory is measured where there is " + STATUS);
        int size = 1 << 30;
        try (SharedMemory memory = SharedMemory.create(size);
                Pool pool = Pool.of(2)) {
            ByteBuffer bytes = memory.buffer();
            long expected = 0;
            for (int at = 0; at < size; at += 4096) {
                bytes.putLong(at, at);
                expected += at;
            }

            List<Seen> seen = pool.map(i -> look(memory), List.of(1, 2), 1);

            for (Seen each : seen) {
                assertThat(each.sum).isEqualTo(expected);
                assertThat(each.shared).isGreaterThan(size / 1024);
                assertThat(each.own).isLessThan(200 * 1024);
            }
            memory.unlink();
        }
    }

    @Test
    void numbersInItAreChangedAtomicallyByAllProcesses() {
        try (SharedMemory memory = SharedMemory.create(1000);
                Pool pool = Pool.of(3)) {
            pool.forEach(
                    i -> {
                        for (int k = 0; k < 10_000; k++) {
                            memory.asLongArray().incrementAndGet(3);
                            memory.asIntArray(800, 2).addAndGet(1, 2);
                            memory.asDoubleArray(808, 1).addAndGet(0, 0.5);
                        }
                    },
                    IntStream.range(0, 6).boxed().toList(),
                    1);

            assertThat(memory.asLongArray().length()).isEqualTo(125);
            assertThat(memory.asLongArray().get(3)).isEqualTo(60_000);
            assertThat(memory.asIntArray(800, 2).get(1)).isEqualTo(120_000);
            assertThat(memory.asDoubleArray(808, 1).get(0)).isEqualTo(30_000);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (SharedMemory memory = SharedMemory.create(64)) {
            assertThatThrownBy(() -> memory.buffer(60, 5)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.asLongArray(0, 9)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatIllegalArgumentException().isThrownBy(() -> memory.asLongArray(4, 1));
            assertThatThrownBy(() -> memory.asLongArray().get(8)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.create(0));
        assertThatThrownBy(() -> SharedMemory.create(Long.MAX_VALUE / 2)).hasMessageContaining("room");
    }

    @Test
    void whoHasClosedItCannotOpenMoreOfItAndNobodyCanOnceItIsUnlinked() {
        SharedMemory memory = SharedMemory.create(64);
        ByteBuffer before = memory.buffer();
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.apply(() -> memory.asLongArray().incrementAndGet(0)))
                    .isEqualTo(1);
            memory.unlink();

            memory.close();

            assertThatThrownBy(memory::buffer).isInstanceOf(IllegalStateException.class);
            assertThat(before.order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(0))
                    .isEqualTo(1);
        }
        try (Pool later = Pool.of(1)) {
            assertThatThrownBy(() -> later.apply(() -> memory.buffer().capacity()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
