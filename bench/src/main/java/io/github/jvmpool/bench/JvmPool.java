package io.github.jvmpool.bench;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerLostException;
import io.github.jvmpool.shared.Manager;
import io.github.jvmpool.shared.Pipe;
import io.github.jvmpool.shared.SharedEvent;
import io.github.jvmpool.shared.SharedLock;
import io.github.jvmpool.shared.SharedLong;
import io.github.jvmpool.shared.SharedQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** This library, with two workers. */
final class JvmPool implements Contestant {
    private final Pool pool = Pool.of(2);

    /** Started when it is needed. */
    private @Nullable Manager manager;

    @Override
    public String name() {
        return "jvmpool";
    }

    @Override
    public OptionalDouble measure(Measure measure, int argument) throws Exception {
        return OptionalDouble.of(
                switch (measure) {
                    case APPLY -> apply(argument);
                    case APPLY_ASYNC -> applyAsync(argument);
                    case APPLY_ASYNC_CAPTURING -> applyAsyncCapturing(argument);
                    case IMAP -> imap(argument);
                    case MAP -> map(argument);
                    case ECHO -> echo(argument);
                    case START -> start();
                    case RECOVERY -> recovery();
                    case SPEED_UP -> speedUp(argument);
                    case QUEUE -> queue(SharedQueue.create(), argument);
                    case QUEUE_OUT -> queueOut(argument);
                    case MANAGER_QUEUE -> queue(manager().queue(), argument);
                    case PIPE -> pipe(argument);
                    case LOCK -> lock(argument);
                    case NUMBER -> number(argument);
                });
    }

    private double apply(int count) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            check(pool.apply(x -> x + 1, i), i + 1);
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return nanos[count / 2] / 1e3;
    }

    private double applyAsync(int count) throws Exception {
        List<AsyncResult<Integer>> results = new ArrayList<>(count);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) results.add(pool.applyAsync(x -> x + 1, i));
        for (int i = 0; i < count; i++) check(results.get(i).get(), i + 1);
        return rate(count, begin);
    }

    private double applyAsyncCapturing(int count) throws Exception {
        List<AsyncResult<Integer>> results = new ArrayList<>(count);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int captured = i;
            results.add(pool.applyAsync(() -> captured + 1));
        }
        for (int i = 0; i < count; i++) check(results.get(i).get(), i + 1);
        return rate(count, begin);
    }

    private double imap(int count) {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        long begin = System.nanoTime();
        try (var results = pool.imap(x -> x + 1, items, 1)) {
            for (int i = 0; i < count; i++) check(results.next(), i + 1);
        }
        return rate(count, begin);
    }

    private double map(int count) {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        long begin = System.nanoTime();
        List<Integer> results = pool.map(x -> x + 1, items);
        double rate = rate(count, begin);
        check(results.get(count - 1), count);
        return rate;
    }

    private double echo(int size) {
        byte[] data = new byte[size];
        int count = Math.max(2, Math.min(2000, (32 << 20) / size));
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) check(pool.apply(bytes -> bytes, data).length, size);
        return rate((double) count * size / 1e6, begin);
    }

    private static double start() {
        long begin = System.nanoTime();
        try (Pool fresh = Pool.of(2)) {
            check(fresh.apply(() -> 1), 1);
            return (System.nanoTime() - begin) / 1e6;
        }
    }

    private static double recovery() {
        try (Pool one = Pool.of(1)) {
            check(one.apply(() -> 1), 1);
            try {
                one.apply(() -> Runtime.getRuntime().halt(9));
                throw new IllegalStateException("a worker that halts was not noticed");
            } catch (WorkerLostException expected) {
                long begin = System.nanoTime();
                check(one.apply(() -> 2), 2);
                return (System.nanoTime() - begin) / 1e6;
            }
        }
    }

    static long spin(int rounds) {
        long total = 0;
        for (int i = 0; i < rounds * 40; i++) total += (long) i * i ^ total >>> 3;
        return total;
    }

    private double speedUp(int rounds) {
        List<Integer> items = Collections.nCopies(20, rounds);
        pool.map(JvmPool::spin, items, 1); // compiled in both workers
        for (int i = 0; i < 20; i++) spin(rounds);
        long begin = System.nanoTime();
        long expected = 0;
        for (int i = 0; i < 20; i++) expected += spin(rounds);
        long serial = System.nanoTime() - begin;
        begin = System.nanoTime();
        long sum = 0;
        for (long each : pool.map(JvmPool::spin, items, 1)) sum += each;
        long parallel = System.nanoTime() - begin;
        if (sum != expected) throw new IllegalStateException("wrong sum");
        return (double) serial / parallel;
    }

    // ---- shared objects; the worker is the other process ----

    private double queue(SharedQueue<Integer> queue, int count) throws Exception {
        SharedEvent ready = SharedEvent.create();
        SharedEvent go = SharedEvent.create();
        AsyncResult<Void> producer = pool.applyAsync(() -> {
            ready.set();
            go.await();
            for (int i = 0; i < count; i++) queue.put(i);
        });
        ready.await();
        long begin = System.nanoTime();
        go.set();
        for (int i = 0; i < count; i++) check(queue.take(), i);
        double rate = rate(count, begin);
        producer.get();
        queue.close();
        return rate;
    }

    private double queueOut(int count) throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create();
        SharedEvent ready = SharedEvent.create();
        AsyncResult<Integer> consumer = pool.applyAsync(() -> {
            ready.set();
            int last = -1;
            for (int i = 0; i < count; i++) last = queue.take();
            return last;
        });
        ready.await();
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) queue.put(i);
        check(consumer.get(), count - 1);
        double rate = rate(count, begin);
        queue.close();
        return rate;
    }

    private Manager manager() {
        if (manager == null) manager = Manager.start();
        return manager;
    }

    private double pipe(int count) throws Exception {
        Pipe pipe = Pipe.open();
        AsyncResult<Void> echo = pool.applyAsync(() -> {
            for (Object each = pipe.second().recv();
                    each != null;
                    each = pipe.second().recv()) pipe.second().send(each);
        });
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            pipe.first().send(i);
            if (!Integer.valueOf(i).equals(pipe.first().recv()))
                throw new IllegalStateException("the pipe answers something else");
            nanos[i] = System.nanoTime() - begin;
        }
        pipe.first().send(null);
        echo.get();
        pipe.close();
        Arrays.sort(nanos);
        return nanos[count / 2] / 1e3;
    }

    @SuppressWarnings("LockNotBeforeTry") // between the two there is nothing that could fail
    private double lock(int count) {
        try (SharedLock lock = SharedLock.create()) {
            return pool.apply(() -> {
                long begin = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    lock.lock();
                    lock.unlock();
                }
                return (System.nanoTime() - begin) / 1e3 / count;
            });
        }
    }

    private double number(int count) {
        try (SharedLong number = SharedLong.create()) {
            return pool.apply(() -> {
                long begin = System.nanoTime();
                for (int i = 0; i < count; i++) number.incrementAndGet();
                return (System.nanoTime() - begin) / 1e3 / count;
            });
        }
    }

    private static double rate(double count, long begin) {
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private static void check(int value, int expected) {
        if (value != expected) throw new IllegalStateException("got " + value + " instead of " + expected);
    }

    @Override
    public void close() {
        pool.close();
        if (manager != null) manager.close();
    }
}
