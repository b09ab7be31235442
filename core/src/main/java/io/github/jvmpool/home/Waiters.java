package io.github.jvmpool.home;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls that wait, in the order they came. Guarded by the object they wait for. */
final class Waiters {
    private final ArrayDeque<Call> calls = new ArrayDeque<>();

    void add(Call call) {
        calls.add(call);
    }

    @Nullable
    Call poll() {
        return calls.poll();
    }

    @Nullable
    Call peek() {
        return calls.peek();
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    int size() {
        return calls.size();
    }

    /** Takes a call out; returns whether it was there. */
    boolean remove(Call call) {
        return calls.remove(call);
    }

    /** Takes all calls of a process out and returns them. */
    List<Call> remove(Party party) {
        List<Call> removed = new ArrayList<>();
        for (Iterator<Call> each = calls.iterator(); each.hasNext(); ) {
            Call call = each.next();
            if (call.party != party) continue;
            each.remove();
            removed.add(call);
        }
        return removed;
    }

    /** Takes all out, in their order, and gives each to {@code action}. */
    void drain(Consumer<Call> action) {
        for (Call next = calls.poll(); next != null; next = calls.poll()) action.accept(next);
    }

    /** Takes all out: what they wait for is no more. */
    void fail() {
        drain(call -> call.fail(Hosted.closed()));
    }
}
