package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe, in its home: what has been sent to it and not been received. As with the descriptors of a pipe of the operating
 * system, the end is shut once every process that had it has closed it or is gone, and none is on its way to another.
 */
final class HostedEnd extends Hosted {
    static final int SEND = 1;
    static final int RECV = 2;

    /** Waits until {@link #RECV} would not. */
    static final int AWAIT = 3;

    /** Answer: whether {@link #RECV} would not wait. */
    static final int READY = 4;

    static final int CLOSE = 5;

    /** It is being sent to another process: int64 number of the sending. */
    static final int SHIPPED = 6;

    /** It has come to a process: int64 number of the sending, whether the process has it open. */
    static final int ARRIVED = 7;

    /** Guards both ends. */
    private final Object lock;

    private final ArrayDeque<Item> inbox = new ArrayDeque<>();
    private final Waiters receivers = new Waiters();
    private final Waiters watchers = new Waiters();
    private final Set<Party> users = new HashSet<>();
    private final Set<Long> onTheirWay = new HashSet<>();
    private @Nullable HostedEnd peer;

    HostedEnd(Object lock) {
        this.lock = lock;
    }

    void connect(HostedEnd other) {
        peer = other;
    }

    @SuppressWarnings("NullAway") // connected before anybody knows of it
    private HostedEnd peer() {
        return peer;
    }

    @Override
    void handle(Call call) throws Exception {
        synchronized (lock) {
            switch (call.op) {
                case SEND -> send(call);
                case RECV -> recv(call);
                case AWAIT -> {
                    // Who has closed it finds that out when it looks.
                    if (isReady() || !users.contains(call.party)) call.done();
                    else watchers.add(call);
                }
                case READY -> call.answer(isReady());
                case CLOSE -> {
                    users.remove(call.party);
                    receivers.remove(call.party).forEach(receiver -> receiver.fail(closedByItself()));
                    watchers.remove(call.party).forEach(Call::done);
                    shutIfUnused();
                    call.done();
                }
                case SHIPPED -> {
                    shipped(call.in.int64());
                    call.done();
                }
                case ARRIVED -> {
                    arrived(call.party, call.in.int64(), flag(call));
                    call.done();
                }
                default -> throw new IllegalStateException("a connection has no operation " + call.op);
            }
        }
    }

    private boolean isShut() {
        return users.isEmpty() && onTheirWay.isEmpty();
    }

    private boolean isReady() {
        return !inbox.isEmpty() || peer().isShut();
    }

    private void send(Call call) throws IOException {
        HostedEnd to = peer();
        if (to.isShut()) throw new IOException("the other end of the pipe is closed");
        Item item = Item.read(call.in);
        Call receiver = to.receivers.poll();
        if (receiver != null) {
            item.given();
            item.answer(receiver);
        } else {
            to.inbox.add(item);
            to.watchers.drain(Call::done);
        }
        call.done();
    }

    private static IllegalStateException closedByItself() {
        return new IllegalStateException("this process has closed the connection");
    }

    private void recv(Call call) throws EOFException {
        if (!users.contains(call.party)) throw closedByItself();
        Item item = inbox.poll();
        if (item != null) {
            item.given();
            item.answer(call);
        } else if (peer().isShut()) {
            throw new EOFException("the other end of the pipe is closed and nothing is left in it");
        } else {
            receivers.add(call);
        }
    }

    private void shutIfUnused() {
        if (!isShut()) return;
        HostedEnd other = peer();
        other.watchers.drain(Call::done);
        other.receivers.drain(
                call -> call.fail(new EOFException("the other end of the pipe is closed and nothing is left in it")));
    }

    private void shipped(long sending) {
        onTheirWay.add(sending);
        // What was sent and never unpacked must not keep the pipe open for ever.
        var unused = Daemons.after(Home.grace, () -> {
            synchronized (lock) {
                if (onTheirWay.remove(sending)) shutIfUnused();
            }
        });
    }

    private void arrived(Party party, long sending, boolean open) {
        if (open && !party.isGone()) users.add(party);
        onTheirWay.remove(sending);
        shutIfUnused();
    }

    /** A process has it. To hold its name alone, as a queue does in which it lies, is not to have it. */
    void opened(Party party) {
        synchronized (lock) {
            users.add(party);
        }
    }

    @Override
    void released(Party party) {
        synchronized (lock) {
            users.remove(party);
            shutIfUnused();
        }
    }

    @Override
    void cancel(Call call) {
        synchronized (lock) {
            if (receivers.remove(call) || watchers.remove(call)) call.cancelled();
        }
    }

    @Override
    void left(Party party) {
        synchronized (lock) {
            receivers.remove(party);
            watchers.remove(party);
            if (users.remove(party)) shutIfUnused();
        }
    }

    @Override
    void dropped() {
        synchronized (lock) {
            users.clear();
            onTheirWay.clear();
            shutIfUnused();
        }
    }
}
