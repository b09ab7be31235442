package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.SharedFile;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue in its home. Who puts and who takes is served in the order of coming.
 *
 * <p>Two kinds of grants spare processes of the same machine most round trips. Both are words in the memory that home and process share
 * (see {@link Grant}): the process claims, the home takes back what is not claimed, each with one compare-and-set, so the home needs
 * neither an answer nor a living process to have its queue for itself again.
 *
 * <ul>
 *   <li>A <em>loan</em>: who takes an item gets those behind it along, to claim one by one. There is one loan at a time, and whoever
 *       else takes or looks ends it, so that the order of the queue holds for all together. After its owner's death the items that were
 *       not claimed are at the head of the queue again.
 *   <li>A <em>credit</em>: who puts an item gets room for some more, which he may then send without waiting for an answer. What he has
 *       sent is in the queue: those who look first {@linkplain Party#catchUp take in} what has been sent.
 * </ul>
 */
final class HostedQueue extends Hosted {
    static final int PUT = 1;
    static final int OFFER = 2;
    static final int TAKE = 3;
    static final int POLL = 4;
    static final int PEEK = 5;
    static final int SIZE = 6;
    static final int ROOM = 7;
    static final int SNAPSHOT = 8;
    static final int REMOVE = 9;
    static final int DRAIN = 10;
    static final int TASK_DONE = 11;
    static final int JOIN = 12;

    /** A put on credit: int32 tag, the item. */
    static final int PUT_ON_CREDIT = 15;

    /** An item of a loan was claimed, while somebody waits for room. */
    static final int CLAIMED = 16;

    private static final int MOST_LENT = 1024;
    private static final int MOST_LENT_BYTES = 1 << 15;
    private static final int FIRST_LENT = 16;
    private static final int MOST_CREDIT = Grant.MOST;

    private static final Object CANCEL = new Object();
    private static final String CLOSED = "this queue has been closed";

    private final int capacity;
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final Waiters takers = new Waiters();

    /** Their state is the item. */
    private final Waiters putters = new Waiters();

    private final Waiters joiners = new Waiters();
    private final Map<Party, Credit> credits = new HashMap<>();
    private @Nullable Loan loan;
    private int nextLoan = FIRST_LENT;
    private long sequence;
    private long unfinished;
    private boolean closed;

    /** Whether somebody has credit, so that those who look have to take in first what he has sent. */
    private volatile boolean hasCredits;

    /** Items that a process may claim. */
    private static final class Loan {
        final Party party;
        final SharedFile memory;
        final int slot;
        final int tag;

        /** Where the process looks after each claim whether the home wants to hear of it. */
        final int flag;

        final Item[] items;

        Loan(Party party, SharedFile memory, int slot, int tag, int flag, Item[] items) {
            this.party = party;
            this.memory = memory;
            this.slot = slot;
            this.tag = tag;
            this.flag = flag;
            this.items = items;
        }

        /** Wants to hear of the next claim. Those before it show in {@link #left} from now on. */
        void watch() {
            Grant.raise(memory, flag, tag);
        }

        int claimed() {
            return Grant.claimed(memory, slot);
        }

        int left() {
            return Math.max(0, items.length - claimed());
        }
    }

    /** Room that a process may claim. */
    private static final class Credit {
        final SharedFile memory;
        final int slot;
        final int tag;
        int limit;
        int received;

        Credit(SharedFile memory, int slot, int tag, int limit) {
            this.memory = memory;
            this.slot = slot;
            this.tag = tag;
            this.limit = limit;
        }

        /** Takes back what is not claimed. */
        void revoke() {
            limit = Grant.revoke(memory, slot);
        }

        int outstanding() {
            return limit - received;
        }
    }

    HostedQueue(int capacity) {
        this.capacity = capacity;
    }

    // ---- calls ----

    @Override
    boolean isSlow(Call call) {
        return hasCredits && looks(call.op);
    }

    private static boolean looks(int op) {
        return op >= POLL && op <= DRAIN && op != REMOVE;
    }

    @Override
    void handle(Call call) throws Exception {
        if (call.free && hasCredits && looks(call.op)) takeIn();
        switch (call.op) {
            case PUT, OFFER -> {
                call.in.int32();
                put(call, Item.read(call.in));
            }
            case TAKE -> take(call);
            case POLL -> poll(call);
            case PEEK -> peek(call);
            case SIZE -> call.answer(size());
            case ROOM -> call.answer(room());
            case SNAPSHOT -> snapshot(call);
            case REMOVE -> call.answer(remove(call.in.int64()));
            case DRAIN -> drain(call, call.in.int32());
            case TASK_DONE -> taskDone(call);
            case JOIN -> join(call);
            case CLAIMED -> claimed();
            default -> throw new IllegalStateException("a queue has no operation " + call.op);
        }
    }

    /** Handles what those with credit have sent. No lock is to be held: each line has its own. */
    private void takeIn() {
        Party[] parties;
        synchronized (this) {
            parties = credits.keySet().toArray(new Party[0]);
        }
        for (Party party : parties) party.catchUp();
    }

    private void ensureOpen() {
        if (closed) throw new IllegalStateException(CLOSED);
    }

    @Override
    synchronized void cancel(Call call) {
        if (takers.remove(call) || putters.remove(call) || joiners.remove(call)) call.cancelled();
        else call.state = CANCEL; // for a join that is on its way
    }

    @Override
    synchronized void left(Party party) {
        takers.remove(party);
        putters.remove(party);
        joiners.remove(party);
        if (loan != null && loan.party == party) endLoan();
        Credit credit = credits.remove(party);
        hasCredits = !credits.isEmpty();
        if (credit != null) party.freeSlot(credit.slot);
        serve();
        admit();
    }

    // ---- putting ----

    private synchronized void put(Call call, Item item) {
        ensureOpen();
        Call taker = nextTaker();
        if (taker != null) {
            unfinished++;
            give(taker, item);
            answerPut(call);
        } else if (putters.isEmpty() && hasRoom(1)) {
            add(item);
            answerPut(call);
        } else if (call.op == OFFER) {
            call.answer(false);
        } else {
            call.state = item;
            putters.add(call);
            claimed();
        }
    }

    /** Puts without a round trip or another thread; returns false if there is no room. */
    synchronized boolean offer(Item item) {
        ensureOpen();
        Call taker = nextTaker();
        if (taker != null) {
            unfinished++;
            give(taker, item);
            return true;
        }
        if (!putters.isEmpty() || !hasRoom(1)) return false;
        add(item);
        return true;
    }

    /** Puts what was sent on one credit. */
    synchronized void putOnCredit(Party party, int tag, Item[] put, int count) {
        Credit credit = credits.get(party);
        if (credit != null && credit.tag == tag) {
            credit.received += count;
            settle(party, credit);
        }
        // The claims came before the queue was closed.
        if (closed) return;
        for (int i = 0; i < count; i++) {
            Call taker = nextTaker();
            if (taker == null) {
                add(put[i]);
            } else {
                unfinished++;
                give(taker, put[i]);
            }
        }
        if (!putters.isEmpty()) admit();
    }

    private void add(Item item) {
        item.sequence = ++sequence;
        unfinished++;
        items.add(item);
    }

    private @Nullable Call nextTaker() {
        if (takers.isEmpty() || !items.isEmpty()) return null;
        if (loan != null && loan.left() > 0) return null;
        return takers.poll();
    }

    private int used() {
        int used = items.size() + (loan == null ? 0 : loan.left());
        if (capacity == Integer.MAX_VALUE) return used;
        for (Credit credit : credits.values()) used += credit.outstanding();
        return used;
    }

    /** Whether there is room, if need be by taking room back that others have not used. */
    private boolean hasRoom(int count) {
        if (capacity == Integer.MAX_VALUE || capacity - used() >= count) return true;
        if (credits.isEmpty()) return false;
        revokeCredits();
        return capacity - used() >= count;
    }

    private void revokeCredits() {
        for (Iterator<Map.Entry<Party, Credit>> each = credits.entrySet().iterator(); each.hasNext(); ) {
            var entry = each.next();
            Credit credit = entry.getValue();
            credit.revoke();
            if (credit.outstanding() > 0) continue;
            each.remove();
            entry.getKey().freeSlot(credit.slot);
        }
        hasCredits = !credits.isEmpty();
    }

    /** Forgets a credit that is used up. */
    private void settle(Party party, Credit credit) {
        if (credit.outstanding() > 0) return;
        credits.remove(party);
        hasCredits = !credits.isEmpty();
        party.freeSlot(credit.slot);
    }

    /** Answers a put; with some room more, where there is. */
    private void answerPut(Call call) {
        if (call.op == OFFER) {
            call.answer(true);
            return;
        }
        Credit credit = newCredit(call.party);
        if (credit == null) {
            call.done();
            return;
        }
        Encoder out = Values.encoder();
        out.int32(credit.slot);
        out.int32(credit.tag);
        out.int32(credit.limit);
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    private @Nullable Credit newCredit(Party party) {
        SharedFile memory = party.memory();
        if (memory == null || !putters.isEmpty()) return null;
        Credit before = credits.get(party);
        if (before != null) {
            // Another thread of that process has claimed room and is about to use it.
            before.revoke();
            settle(party, before);
            if (credits.containsKey(party)) return null;
        }
        long free = capacity == Integer.MAX_VALUE ? MOST_CREDIT : Math.min(MOST_CREDIT, (capacity - used()) / 2);
        if (free < 1) return null;
        int slot = party.takeSlot();
        if (slot < 0) return null;
        Credit credit = new Credit(memory, slot, party.nextTag(), (int) free);
        Grant.offer(memory, slot, credit.tag, credit.limit);
        credits.put(party, credit);
        hasCredits = true;
        return credit;
    }

    /** Lets those in who wait for room. */
    private void admit() {
        while (!putters.isEmpty() && !closed && hasRoom(1)) {
            Call call = putters.poll();
            if (call == null) return;
            Item item = (Item) call.state;
            if (item == null) throw new AssertionError("a put without an item");
            Call taker = nextTaker();
            if (taker != null) {
                unfinished++;
                give(taker, item);
            } else {
                add(item);
            }
            answerPut(call);
        }
    }

    // ---- taking ----

    private synchronized void take(Call call) {
        ensureOpen();
        // Whoever it is: the next item may be in the loan.
        boolean same = loan != null && loan.party == call.party && loan.left() == 0;
        endLoan();
        nextLoan = same ? Math.min(MOST_LENT, 2 * nextLoan) : FIRST_LENT;
        Item item = takers.isEmpty() ? items.poll() : null;
        if (item == null) {
            takers.add(call);
            serve();
            return;
        }
        giveWithLoan(call, item);
        admit();
    }

    private synchronized void poll(Call call) {
        ensureOpen();
        endLoan();
        Item item = takers.isEmpty() ? items.poll() : null;
        if (item == null) {
            Encoder out = Values.encoder();
            out.int32(-1);
            call.answer(Values.bytes(out, 0));
            Values.giveBack(out);
            return;
        }
        giveWithLoan(call, item);
        admit();
    }

    /** Takes without a round trip or another thread; returns null if there is nothing. */
    @Nullable
    Item poll() {
        if (hasCredits) {
            Item item = pollNow();
            if (item != null) return item;
            takeIn();
        }
        return pollNow();
    }

    private synchronized @Nullable Item pollNow() {
        ensureOpen();
        endLoan();
        Item item = takers.isEmpty() ? items.poll() : null;
        if (item == null) return null;
        item.given();
        if (!putters.isEmpty()) admit();
        return item;
    }

    /** Gives items to those who wait for some. */
    private void serve() {
        while (!takers.isEmpty() && !items.isEmpty()) {
            Call taker = takers.poll();
            Item item = items.poll();
            if (taker == null || item == null) throw new AssertionError("empty after all");
            give(taker, item);
        }
    }

    /** An answer to a taker: int32 number of items behind the first, its length and the item. */
    private static void give(Call call, Item item) {
        Encoder out = Values.encoder();
        out.int32(0);
        out.int32(item.length());
        item.copy(out);
        item.given();
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    /** Likewise, with a loan where that is worth it: how many, slot, tag, slot of the flag; then all items. */
    private void giveWithLoan(Call call, Item item) {
        SharedFile memory = call.party.memory();
        int count = memory == null || !takers.isEmpty() ? 0 : lendable(item.length());
        int slot = count == 0 ? -1 : call.party.takeSlot();
        int flag = slot < 0 ? -1 : call.party.takeSlot();
        if (memory == null || flag < 0) {
            if (slot >= 0) call.party.freeSlot(slot);
            give(call, item);
            return;
        }
        Item[] lent = new Item[count];
        for (int i = 0; i < count; i++) lent[i] = items.remove();
        int tag = call.party.nextTag();
        Grant.lower(memory, flag, tag);
        Grant.offer(memory, slot, tag, count);
        loan = new Loan(call.party, memory, slot, tag, flag, lent);
        if (!putters.isEmpty()) loan.watch();

        Encoder out = Values.encoder();
        out.int32(count);
        out.int32(item.length());
        item.copy(out);
        out.int32(slot);
        out.int32(tag);
        out.int32(flag);
        for (Item each : lent) {
            out.int32(each.length());
            each.copy(out);
        }
        item.given();
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    private int lendable(int first) {
        int count = 0;
        int bytes = first;
        for (Item item : items) {
            bytes += item.length();
            if (bytes > MOST_LENT_BYTES || count == nextLoan) break;
            count++;
        }
        return count;
    }

    /** Takes back what has been lent and not claimed. */
    private void endLoan() {
        Loan ended = loan;
        if (ended == null) return;
        loan = null;
        int claimed = Grant.revoke(ended.memory, ended.slot);
        ended.party.freeSlot(ended.slot);
        ended.party.freeSlot(ended.flag);
        for (int i = 0; i < claimed; i++) ended.items[i].given();
        for (int i = ended.items.length - 1; i >= claimed; i--) items.addFirst(ended.items[i]);
    }

    /** Lets those in who wait for room, and wants to hear of the next claim if that is not all of them. */
    private synchronized void claimed() {
        admit();
        if (putters.isEmpty() || loan == null) return;
        loan.watch();
        admit(); // a claim may have come just before
    }

    // ---- looking ----

    private synchronized void peek(Call call) {
        ensureOpen();
        endLoan();
        Item item = items.peek();
        if (item == null) {
            call.done();
            return;
        }
        item.answer(call);
    }

    synchronized int size() {
        return items.size() + (loan == null ? 0 : loan.left());
    }

    /** For this process: what others have sent counts. */
    int sizeNow() {
        if (hasCredits) takeIn();
        return size();
    }

    private synchronized int room() {
        if (capacity == Integer.MAX_VALUE) return capacity;
        return Math.max(0, capacity - size());
    }

    /** All items: for each its number, its length, its bytes. */
    private synchronized void snapshot(Call call) {
        endLoan();
        Encoder out = Values.encoder();
        out.int32(items.size());
        for (Item item : items) {
            out.int64(item.sequence);
            out.int32(item.length());
            item.copy(out);
        }
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    private synchronized boolean remove(long number) {
        endLoan();
        boolean removed = items.removeIf(item -> item.sequence == number);
        if (removed) admit();
        return removed;
    }

    private synchronized void drain(Call call, int most) {
        ensureOpen();
        endLoan();
        int count = Math.min(most, items.size());
        Encoder out = Values.encoder();
        out.int32(count);
        for (int i = 0; i < count; i++) {
            Item item = items.remove();
            out.int32(item.length());
            item.copy(out);
            item.given();
        }
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
        admit();
    }

    // ---- tasks ----

    private synchronized void taskDone(Call call) {
        if (unfinished == 0)
            throw new IllegalStateException("taskDone() was called more often than there were items in the queue");
        unfinished--;
        // What has been put on credit counts as well, though it may not be here yet.
        if (unfinished == 0 && !joiners.isEmpty()) {
            if (hasCredits) Daemons.helpers().execute(this::settleJoiners);
            else joiners.drain(Call::done);
        }
        call.done();
    }

    private void settleJoiners() {
        takeIn();
        synchronized (this) {
            if (unfinished == 0) joiners.drain(Call::done);
        }
    }

    private synchronized void join(Call call) {
        if (unfinished == 0 && !hasCredits) {
            call.done();
            return;
        }
        if (unfinished == 0) {
            // What has been sent on credit counts as well; it is taken in without the lock.
            Daemons.helpers().execute(() -> {
                takeIn();
                joinNow(call);
            });
            return;
        }
        joiners.add(call);
    }

    private synchronized void joinNow(Call call) {
        if (closed) call.fail(new IllegalStateException(CLOSED));
        else if (unfinished == 0) call.done();
        else if (call.state == CANCEL) call.cancelled();
        else joiners.add(call);
    }

    // ---- the end ----

    @Override
    synchronized void close() {
        if (closed) return;
        closed = true;
        endLoan();
        revokeCredits();
        takers.drain(call -> call.fail(new IllegalStateException(CLOSED)));
        putters.drain(call -> call.fail(new IllegalStateException(CLOSED)));
        joiners.drain(call -> call.fail(new IllegalStateException(CLOSED)));
        items.forEach(Item::given);
        items.clear();
    }

    @Override
    void dropped() {
        close();
    }
}
