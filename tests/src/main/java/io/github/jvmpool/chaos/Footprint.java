package io.github.jvmpool.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this JVM holds of the machine: child processes, descriptors, threads, files and heap.
 *
 * @param children processes
 * @param descriptors what each open descriptor is
 * @param threads names
 * @param files directories of this JVM's pools
 * @param heap bytes in use after a collection
 */
record Footprint(Set<Long> children, List<String> descriptors, Set<String> threads, Set<String> files, long heap) {
    private static final long HEAP_SLACK = 5 << 20;

    /** Idle helper threads of a pool end by themselves after this time. */
    private static final long THREADS_LINGER = TimeUnit.SECONDS.toNanos(8);

    /** Idle helper threads have buffers of their own, and a task that was interrupted is remembered for the {@code killGrace}. */
    private static final long HEAP_LINGERS = TimeUnit.SECONDS.toNanos(12);

    private static final long GONE_WITHIN = TimeUnit.SECONDS.toNanos(2);

    static Footprint take() throws InterruptedException {
        await(GONE_WITHIN, () -> childProcesses().isEmpty());
        return new Footprint(childProcesses(), openDescriptors(), liveThreads(), poolFiles(), usedHeap());
    }

    /** Promises that nothing is left but what is in this footprint. */
    void compare(Ledger ledger, boolean patient) throws InterruptedException {
        ledger.set("left: processes", leftOf(ledger, "processes", () -> minus(childProcesses(), children)));
        ledger.set("left: files", leftOf(ledger, "files", () -> minus(poolFiles(), files)));
        ledger.set("left: descriptors", leftOf(ledger, "descriptors", this::newDescriptors));
        long linger = patient ? THREADS_LINGER : GONE_WITHIN;
        await(linger, () -> newThreads(patient).isEmpty());
        ledger.set("left: threads", newThreads(patient).size());
        ledger.promise(newThreads(patient).isEmpty(), "no thread is left", newThreads(patient));
        await(HEAP_LINGERS, () -> usedHeap() < heap + HEAP_SLACK);
        long grown = usedHeap() - heap;
        ledger.set("left: heap bytes", Math.max(0, grown));
        ledger.promise(grown < HEAP_SLACK, "the heap has not grown by 5 MB", grown);
    }

    private static int leftOf(Ledger ledger, String what, Supplier<? extends java.util.Collection<?>> left)
            throws InterruptedException {
        await(GONE_WITHIN, () -> left.get().isEmpty());
        var rest = left.get();
        ledger.promise(rest.isEmpty(), "nothing is left of " + what, rest);
        return rest.size();
    }

    private List<String> newDescriptors() {
        var more = new ArrayList<>(openDescriptors());
        for (var known : descriptors) more.remove(known);
        return more;
    }

    /** Unless we are patient, the helpers of a pool that has ended, which end when they have been idle for some seconds, do not count. */
    private Set<String> newThreads(boolean patient) {
        var more = minus(liveThreads(), threads);
        more.removeIf(name -> name.startsWith("jvmpool-helper-") || name.startsWith("jvmpool-clock-"));
        if (!patient) more.removeIf(name -> name.contains(" helper-"));
        return more;
    }

    private static <T> Set<T> minus(Set<T> all, Set<T> known) {
        var rest = new TreeSet<>(all);
        rest.removeAll(known);
        return rest;
    }

    private static Set<Long> childProcesses() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    /** What they point to, without numbers that change, and without the class path, whose files the JVM opens when it likes. */
    private static List<String> openDescriptors() {
        var all = new File("/proc/self/fd").list();
        if (all == null) return List.of();
        List<String> open = new ArrayList<>();
        for (var each : all) {
            try {
                var target =
                        Files.readSymbolicLink(Path.of("/proc/self/fd", each)).toString();
                if (!target.endsWith(".jar") && !target.endsWith("/fd") && !target.endsWith("/modules"))
                    open.add(target.replaceAll("\\[\\d+]", ""));
            } catch (IOException closedMeanwhile) {
                continue;
            }
        }
        return open;
    }

    private static Set<String> liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("process reaper"))
                .filter(thread -> !thread.getName().startsWith("junit-"))
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"))
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    private static Set<String> poolFiles() {
        var found = new TreeSet<String>();
        for (var base : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            try (Stream<Path> entries = Files.list(base)) {
                entries.map(Path::toString)
                        .filter(name -> name.contains(
                                        "jvmpool-" + ProcessHandle.current().pid() + "-")
                                || name.contains(Journal.prefix()))
                        .forEach(found::add);
            } catch (IOException none) {
                continue;
            }
        }
        return found;
    }

    private static long usedHeap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    static boolean await(long nanos, Supplier<Boolean> condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.get()) {
            if (System.nanoTime() - start >= nanos) return false;
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }
}
