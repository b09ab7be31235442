package io.github.jvmpool.home;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A semaphore in its home, fair. It keeps a book of who has how many permits: those of a process that is gone are given back. A permit that
 * is released by another process than the one that acquired it is taken off the book of the one that has held permits longest.
 */
final class HostedSemaphore extends Hosted {
    static final int ACQUIRE = 1;
    static final int TRY = 2;
    static final int RELEASE = 3;
    static final int AVAILABLE = 4;
    static final int DRAIN = 5;

    private final int bound;
    private final Map<Party, Integer> book = new LinkedHashMap<>();

    /** Their state is how many they want. */
    private final Waiters waiters = new Waiters();

    private int permits;

    HostedSemaphore(int permits, boolean bounded) {
        this.permits = permits;
        this.bound = bounded ? permits : Integer.MAX_VALUE;
    }

    @Override
    synchronized void handle(Call call) throws Exception {
        switch (call.op) {
            case ACQUIRE -> {
                int wanted = call.in.int32();
                if (waiters.isEmpty() && take(call.party, wanted)) {
                    call.done();
                } else {
                    call.state = wanted;
                    waiters.add(call);
                }
            }
            // As in the JDK it does not queue up behind those who wait.
            case TRY -> call.answer(take(call.party, call.in.int32()));
            case RELEASE -> {
                release(call.party, call.in.int32());
                call.done();
            }
            case AVAILABLE -> call.answer(permits);
            case DRAIN -> {
                int all = permits;
                if (all > 0) take(call.party, all);
                permits = 0;
                call.answer(all);
                serve();
            }
            default -> throw new IllegalStateException("a semaphore has no operation " + call.op);
        }
    }

    private boolean take(Party party, int wanted) {
        if (permits < wanted) return false;
        permits -= wanted;
        book.merge(party, wanted, Integer::sum);
        return true;
    }

    private void release(Party party, int count) {
        if ((long) bound - permits < count) {
            throw new IllegalStateException("more permits released than acquired: " + permits + " of " + bound
                    + " are available and " + count + " more were released");
        }
        permits += count;
        int left = debit(party, count);
        while (left > 0 && !book.isEmpty())
            left = debit(book.keySet().iterator().next(), left);
        serve();
    }

    /** Takes permits off a process's book; returns how many it did not have. */
    private int debit(Party party, int count) {
        Integer has = book.get(party);
        if (has == null) return count;
        if (has > count) {
            book.put(party, has - count);
            return 0;
        }
        book.remove(party);
        return count - has;
    }

    private void serve() {
        for (Call next = waiters.peek(); next != null; next = waiters.peek()) {
            Integer wanted = (Integer) next.state;
            if (wanted == null || !take(next.party, wanted)) return;
            waiters.poll();
            next.done();
        }
    }

    @Override
    synchronized void cancel(Call call) {
        if (!waiters.remove(call)) return;
        call.cancelled();
        serve(); // it may have wanted more than those behind it
    }

    @Override
    synchronized void left(Party party) {
        waiters.remove(party);
        Integer held = book.remove(party);
        if (held != null) permits += held;
        serve();
    }

    @Override
    synchronized void dropped() {
        waiters.fail();
    }
}
