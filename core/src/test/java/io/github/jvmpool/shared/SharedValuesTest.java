package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.ShippingException;
import io.github.jvmpool.VoidTask;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values and memory that processes share. */
@Timeout(60)
@ExtendWith(Carrier.Closing.class)
class SharedValuesTest {
    @ParameterizedTest
    @EnumSource(Carrier.class)
    void countsExactlyWhoeverCounts(Carrier carrier) throws Exception {
        var number = SharedLong.create(5);
        var real = SharedDouble.create(0.5);
        var list = SharedReference.create(List.of(0));
        VoidTask task = () -> {
            for (int i = 0; i < 100; i++) {
                number.incrementAndGet();
                number.updateAndGet(n -> n + 2);
                real.addAndGet(0.25);
                list.updateAndGet(before -> {
                    var after = new ArrayList<>(before);
                    after.set(0, after.get(0) + 1);
                    return after;
                });
            }
        };

        carrier.run(task, task);

        assertThat(number.get()).isEqualTo(5 + 600);
        assertThat(real.get()).isEqualTo(0.5 + 50);
        assertThat(list.get()).isEqualTo(List.of(200));
        assertThat(number.compareAndSet(605, 1)).isTrue();
        assertThat(number.compareAndSet(605, 2)).isFalse();
        assertThat(number.getAndSet(Long.MIN_VALUE)).isEqualTo(1);
        assertThat(number.decrementAndGet()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aReferenceTakesWhatCanTravel() {
        var reference = SharedReference.<Object>create();
        assertThat(reference.get()).isNull();
        assertThat(reference.getAndSet("a")).isNull();
        assertThatThrownBy(() -> reference.set(new Thread())).isInstanceOf(ShippingException.class);
        assertThat(reference.compareAndSet("b", "c")).isFalse();
        assertThat(reference.compareAndSet("a", null)).isTrue();
        assertThat(reference.get()).isNull();
        reference.close();
        reference.close();
        assertThatIllegalStateException().isThrownBy(reference::get);
        assertThatIllegalStateException().isThrownBy(() -> reference.set("d"));
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void memoryIsTheSameForAll(Carrier carrier) throws Exception {
        var memory = SharedMemory.create(800);
        VoidTask task = () -> {
            var longs = memory.asLongArray();
            for (int i = 0; i < 1000; i++) longs.incrementAndGet(7);
            memory.asIntArray().set(1, 77);
            memory.asDoubleArray(80, 2).set(0, 2.5);
            memory.buffer(96, 4).put(0, (byte) 9);
        };

        carrier.run(task, task);

        var longs = memory.asLongArray();
        assertThat(longs.length()).isEqualTo(100);
        assertThat(longs.get(7)).isEqualTo(2000);
        assertThat(longs.get(0)).isEqualTo(77L << 32);
        assertThat(memory.asDoubleArray().get(10)).isEqualTo(2.5);
        assertThat(memory.buffer().get(96)).isEqualTo((byte) 9);
        memory.unlink();
    }

    @Test
    void memoryIsBounded() {
        var memory = SharedMemory.create(20);

        assertThat(memory.size()).isEqualTo(20);
        assertThat(memory.asLongArray().length()).isEqualTo(2);
        assertThat(memory.asIntArray().length()).isEqualTo(5);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> memory.asLongArray().get(2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> memory.buffer(16, 5));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> memory.buffer(-8, 8));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> memory.asLongArray(-8, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> memory.asLongArray(0, -1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> memory.asIntArray(0, Integer.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.asLongArray(4, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.create(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Manager.local().memory(-1));
        memory.unlink();
    }

    @Test
    void moreMemoryThanThereIsIsRefusedAtOnce() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SharedMemory.create(1L << 50))
                .withMessageContaining("no room");
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void unlinkedMemoryStaysWithThoseWhoHaveIt(Carrier carrier) throws Exception {
        var memory = SharedMemory.create(64);
        var mine = memory.asLongArray();
        var open = SharedEvent.create();
        var goOn = SharedEvent.create();
        var other = carrier.start(() -> {
            var theirs = memory.asLongArray();
            open.set();
            goOn.await();
            theirs.set(0, 5);
        });
        open.await();
        memory.unlink();
        memory.unlink();
        goOn.set();
        other.join();

        assertThat(mine.get(0)).isEqualTo(5);
        memory.close();
        memory.close();
        assertThatIllegalStateException().isThrownBy(memory::buffer);
        assertThat(mine.get(0)).isEqualTo(5);
    }

    @Test
    void unlinkedMemoryCannotBeOpened() {
        var memory = SharedMemory.create(64);
        memory.unlink();

        assertThatIllegalStateException().isThrownBy(memory::buffer).withMessageContaining("unlinked");
    }
}
