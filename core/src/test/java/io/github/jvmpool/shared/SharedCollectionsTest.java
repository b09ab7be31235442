package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.ShippingException;
import io.github.jvmpool.VoidTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Maps, lists and sets keep the contracts of {@code ConcurrentMap}, {@code List} and {@code Set}, over processes. */
@SuppressWarnings("try") // what is closed twice is tested
@Timeout(60)
@ExtendWith(Carrier.Closing.class)
class SharedCollectionsTest {
    // ---- maps ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void functionsOfMapsLoseNoUpdate(Carrier carrier) throws Exception {
        var map = SharedMap.<String, Integer>create();
        VoidTask task = () -> {
            BiFunction<Integer, Integer, Integer> here = (a, b) -> a + b; // cannot travel
            for (int i = 0; i < 100; i++) {
                map.merge("merged", 1, Integer::sum);
                map.compute("computed", (key, value) -> value == null ? 1 : value + 1);
                map.merge("here", 1, here);
                map.computeIfAbsent("absent" + i % 3, key -> 7);
                map.computeIfPresent("computed", (key, value) -> value + 1);
            }
        };

        carrier.run(task, task, task);

        assertThat(map)
                .containsEntry("merged", 300)
                .containsEntry("computed", 600)
                .containsEntry("here", 300);
        assertThat(map.keySet()).contains("absent0", "absent1", "absent2").hasSize(6);
        map.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aFunctionRunsWhereTheMapLives(Carrier carrier) throws Exception {
        var map = SharedMap.<String, Long>create();

        carrier.run(
                () -> map.computeIfAbsent("pid", key -> ProcessHandle.current().pid()));

        assertThat(map).containsEntry("pid", ProcessHandle.current().pid());
        map.close();
    }

    @Test
    void aFunctionOfThisProcessEndsForValuesWithoutEquals() {
        try (SharedMap<String, int[]> map = SharedMap.create()) {
            var thread = new Thread(); // captured, so that the functions cannot travel
            BiFunction<String, int[], int[]> more =
                    (key, value) -> value == null ? new int[] {1} : new int[] {value[0] + 1, thread.getPriority()};
            BiFunction<int[], int[], int[]> sum = (a, b) -> new int[] {a[0] + b[0], thread.getPriority()};

            map.compute("a", more);
            map.compute("a", more);
            map.computeIfPresent("a", more);
            map.merge("a", new int[] {10}, sum);
            map.replaceAll(more);

            assertThat(map.get("a")[0]).isEqualTo(14);
            assertThat(map.computeIfPresent(
                            "a", (BiFunction<String, int[], int[]>) (key, value) -> thread.isAlive() ? value : null))
                    .isNull();
            assertThat(map).isEmpty();
        }
    }

    @Test
    void aFunctionThatThrowsChangesNothing() {
        try (SharedMap<String, Object> map = SharedMap.create()) {
            map.put("a", 1);
            assertThatThrownBy(() -> map.compute("a", (key, value) -> {
                        throw new ArithmeticException("no");
                    }))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("no");
            assertThatThrownBy(() -> map.compute("a", (key, value) -> new Thread()))
                    .isInstanceOf(ShippingException.class);
            assertThatThrownBy(() -> map.put("b", new Thread())).isInstanceOf(ShippingException.class);
            assertThatThrownBy(() -> map.put("b", List.of(new Object()))).isInstanceOf(ShippingException.class);

            assertThat(map).isEqualTo(Map.of("a", 1));
        }
    }

    @Test
    void keepsTheContractOfMaps() {
        try (SharedMap<String, Integer> map = SharedMap.create()) {
            assertThat(map.put("a", 1)).isNull();
            assertThat(map.put("a", 2)).isEqualTo(1);
            assertThat(map.putIfAbsent("a", 3)).isEqualTo(2);
            assertThat(map.replace("b", 1)).isNull();
            assertThat(map.replace("a", 1, 9)).isFalse();
            assertThat(map.replace("a", 2, 9)).isTrue();
            assertThat(map.remove("a", 2)).isFalse();
            assertThat(map.remove("a", null)).isFalse();
            assertThat(map.getOrDefault("z", 5)).isEqualTo(5);
            map.putAll(Map.of("c", 3));
            assertThat(new ArrayList<>(map.keySet())).containsExactly("a", "c");
            assertThat(map.containsValue(3)).isTrue();
            assertThatNullPointerException().isThrownBy(() -> map.put(null, 1));
            assertThatNullPointerException().isThrownBy(() -> map.put("n", null));
            assertThatNullPointerException().isThrownBy(() -> map.get(null));
            assertThatNullPointerException().isThrownBy(() -> map.merge("n", null, Integer::sum));

            for (var entry : map.entrySet()) {
                map.put("late" + entry.getKey(), 0);
                entry.setValue(entry.getValue() + 1);
            }
            assertThat(map.values().removeIf(value -> value == 0)).isTrue();
            assertThat(map).isEqualTo(Map.of("a", 10, "c", 4)).hasToString("{a=10, c=4}");
            assertThat(map.entrySet().contains(Map.entry("a", 10))).isTrue();
            assertThat(map.hashCode()).isEqualTo(Map.of("a", 10, "c", 4).hashCode());
            map.clear();
            assertThat(map.size()).isZero();
            map.close();
            assertThatIllegalStateException().isThrownBy(() -> map.get("a"));
            assertThatIllegalStateException().isThrownBy(() -> map.put("a", 1));
        }
    }

    // ---- lists ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void changesOfListsLoseNothing(Carrier carrier) throws Exception {
        var list = SharedList.<Integer>create();
        list.add(0);
        VoidTask task = () -> {
            for (int i = 0; i < 30; i++) {
                list.add(i);
                list.update(0, n -> n + 1);
                list.addAll(List.of(-1, -2));
                list.remove((Object) (-1));
            }
        };

        carrier.run(task, task);

        assertThat(list).hasSize(1 + 60 + 60);
        assertThat(list.get(0)).isEqualTo(60);
        assertThat(Collections.frequency(list, -1)).isZero();
        list.close();
    }

    @Test
    void keepsTheContractOfLists() {
        try (SharedList<Integer> list = SharedList.create()) {
            list.addAll(List.of(3, 1, 2));
            list.add(null);
            assertThat(list.indexOf(null)).isEqualTo(3);
            assertThat(list.set(3, 9)).isNull();
            list.add(0, 7);
            assertThat(list.addAll(1, List.of(5, 5))).isTrue();
            assertThat(list).containsExactly(7, 5, 5, 3, 1, 2, 9);
            list.sort(Comparator.reverseOrder());
            assertThat(list).containsExactly(9, 7, 5, 5, 3, 2, 1);
            list.sort(null);
            assertThat(list.removeIf(i -> i == 5)).isTrue();
            assertThat(list.removeIf(i -> i == 5)).isFalse();
            for (Integer each : list) list.remove(each); // over what was there
            assertThat(list).isEmpty();
            list.addAll(IntStream.range(0, 10).boxed().toList());
            list.subList(2, 8).clear();
            list.replaceAll(i -> i * 2);
            assertThat(list).isEqualTo(List.of(0, 2, 16, 18)).hasToString("[0, 2, 16, 18]");
            assertThat(list.remove(0)).isZero();
            assertThat(list.stream().mapToInt(i -> i).sum()).isEqualTo(36);
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(3));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(-1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.set(3, 1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.add(4, 1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.update(3, i -> i));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.addAll(4, List.of(1)));
            list.close();
            assertThatIllegalStateException().isThrownBy(list::size);
            assertThatIllegalStateException().isThrownBy(() -> list.add(1));
        }
    }

    @Test
    void anElementThatCannotTravelChangesNothing() {
        try (SharedList<Object> list = SharedList.create()) {
            list.add("a");
            assertThatThrownBy(() -> list.add(new Thread())).isInstanceOf(ShippingException.class);
            assertThatThrownBy(() -> list.addAll(Arrays.asList("b", new Thread())))
                    .isInstanceOf(ShippingException.class);
            assertThatThrownBy(() -> list.update(0, before -> new Thread())).isInstanceOf(ShippingException.class);
            assertThat(list).containsExactly("a");
        }
    }

    // ---- sets ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void eachElementIsAddedToASetOnce(Carrier carrier) throws Exception {
        var set = SharedSet.<List<Integer>>create();
        var added = SharedLong.create();
        VoidTask task = () -> {
            for (int i = 0; i < 50; i++) if (set.add(List.of(i))) added.incrementAndGet();
        };

        carrier.run(task, task);

        assertThat(added.get()).isEqualTo(50);
        assertThat(set).hasSize(50).contains(List.of(7));
        assertThat(set.removeAll(Set.of(List.of(7), List.of(100)))).isTrue();
        assertThat(set.retainAll(Set.of(List.of(8)))).isTrue();
        assertThat(set).isEqualTo(Set.of(List.of(8)));
        assertThatNullPointerException().isThrownBy(() -> set.add(null));
        set.close();
        assertThatIllegalStateException().isThrownBy(() -> set.add(List.of()));
    }

    // ---- nested ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whatLiesInOneAnotherStaysShared(Carrier carrier) throws Exception {
        var map = SharedMap.<String, Object>create();
        var inner = SharedList.<Integer>create();
        map.put("list", inner);
        carrier.run(() -> {
            @SuppressWarnings("unchecked")
            var there = (SharedList<Integer>) map.get("list");
            there.add(5);
            var lock = SharedLock.create();
            map.put("lock", lock);
            map.put("self", map);
            SharedQueue<SharedQueue<String>> outer = SharedQueue.create();
            SharedQueue<String> innermost = SharedQueue.create();
            innermost.put("found");
            outer.put(innermost);
            map.put("queue", outer);
        });

        assertThat(inner).containsExactly(5);
        assertThat(((SharedLock) map.get("lock")).tryLock()).isTrue();
        ((SharedLock) map.get("lock")).unlock();
        @SuppressWarnings("unchecked")
        var outer = (SharedQueue<SharedQueue<String>>) map.get("queue");
        assertThat(outer.take().take()).isEqualTo("found");
        assertThat(((SharedMap<?, ?>) map.get("self")).containsKey("self")).isTrue();
        map.close();
    }

    // ---- views and iterators, while others change what is below them ----

    /** Runs {@code change} again and again, on a thread of its own, while {@code use} runs. */
    private static void whileChanging(IntConsumer change, Runnable use) throws Exception {
        var over = new AtomicBoolean();
        var changing = Carrier.async(() -> {
            for (int i = 0; !over.get(); i++) change.accept(i);
            return null;
        });
        try {
            for (int i = 0; i < 2000; i++) use.run();
        } finally {
            over.set(true);
        }
        changing.get();
    }

    @Test
    void streamsOverAMapThatChangesKnowTheirOwnSize() throws Exception {
        var map = SharedMap.<Integer, Integer>create();

        whileChanging(
                i -> {
                    if (i / 20 % 2 == 0) map.put(i % 20, i);
                    else map.remove(i % 20);
                },
                () -> {
                    assertThat(map.values().stream().toList()).doesNotContainNull();
                    assertThat(map.keySet().stream().toList()).doesNotContainNull();
                    assertThat(map.entrySet().stream().toList()).doesNotContainNull();
                });

        map.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aKeyIsRemovedByOneOnly(Carrier carrier) throws Exception {
        var map = SharedMap.<String, Integer>create();
        var wins = SharedLong.create();
        var barrier = SharedBarrier.create(2);
        VoidTask remover = () -> {
            for (int i = 0; i < 500; i++) {
                if (barrier.await() == 0) map.put("key", i);
                barrier.await();
                if (map.keySet().remove("key")) wins.incrementAndGet();
            }
        };

        carrier.run(remover, remover);

        assertThat(wins.get()).isEqualTo(500);
        map.close();
    }

    @Test
    void removeIfSparesWhatHasChangedMeanwhile() {
        var map = SharedMap.<String, Integer>create();
        map.putAll(Map.of("a", 1, "b", 1));

        boolean changed = map.values().removeIf(value -> {
            map.put("a", 2);
            return value == 1;
        });

        assertThat(changed).isTrue();
        assertThat(map).isEqualTo(Map.of("a", 2));
        map.put("b", 1);
        map.entrySet().removeIf(entry -> {
            map.put("b", 3);
            return true;
        });
        assertThat(map).isEqualTo(Map.of("b", 3));
        assertThat(map.values().remove(3)).isTrue();
        assertThat(map.values().remove(3)).isFalse();
        map.close();
    }

    @Test
    void whatContainsItselfEqualsItself() {
        var map = SharedMap.<String, Object>create();
        var list = SharedList.<Object>create();
        map.put("self", map);
        list.add(list);

        assertThat(map.get("self").equals(map)).isTrue();
        assertThat(list.get(0).equals(list)).isTrue();
        map.close();
        list.close();
    }

    @Test
    void iteratorsOfAListChangeIt() {
        var list = SharedList.<Integer>create();
        list.addAll(List.of(5, 4, 3, 2, 1));

        for (var each = list.iterator(); each.hasNext(); ) if (each.next() % 2 == 0) each.remove();
        var each = list.listIterator(list.size());
        each.previous();
        each.set(7);
        each.add(8);
        list.subList(1, 4).sort(null);
        list.subList(0, 2).replaceAll(element -> element * 10);

        assertThat(list).containsExactly(50, 30, 7, 8);
        assertThatIllegalStateException().isThrownBy(each::remove);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.listIterator(5));
        list.close();
    }

    @Test
    void anIteratorDoesNotChangeAListThatOthersHaveChanged() {
        var list = SharedList.<Integer>create();
        list.addAll(List.of(1, 2, 3));
        var each = list.listIterator();
        each.next();

        list.add(0, 0);

        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(each::remove);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> each.set(9));
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> each.add(9));
        assertThat(each.next()).isEqualTo(2);
        assertThat(list).containsExactly(0, 1, 2, 3);
        list.close();
    }
}
