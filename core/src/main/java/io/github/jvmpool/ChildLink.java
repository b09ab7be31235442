package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.launch.FunctionShape;
import io.github.jvmpool.launch.FunctionShapes;
import io.github.jvmpool.launch.WorkerHandle;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.ShippingFailure;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One try to start the JVM of a {@link ChildProcess}, and the conversation with it: sends the task, answers what it asks, hears of its
 * end.
 */
final class ChildLink implements LinkOwner {
    private final ChildProcess child;
    private final @Nullable FunctionShape shape;
    private final Encoded task;
    private final WorkerStarter starter;
    private final Link link;

    /** Why this JVM killed it, if it did. */
    private volatile Optional<WorkerEnd.Forced> forced = Optional.empty();

    /** Touched by the link's thread only. */
    private boolean up;

    /**
     * Encodes the task; starts nothing yet.
     *
     * @throws ShippingException if the task cannot travel
     */
    ChildLink(ChildProcess child, Identity identity, PoolConfig config, VoidTask task) {
        this.child = child;
        try {
            this.shape = FunctionShapes.of(task);
            this.task = encode(identity, shape, task);
        } catch (ShippingFailure e) {
            throw new ShippingException("the task cannot be sent to a process: " + e.getMessage(), e.getCause());
        }
        this.starter = new WorkerStarter(config, "", this);
        this.link = new Link(identity.name(), 0, Clock.SYSTEM);
    }

    private static Encoded encode(Identity identity, @Nullable FunctionShape shape, VoidTask task) {
        Encoder out = new Encoder(CallerLoaders.shared());
        out.string(identity.number());
        out.int8(identity.daemon() ? 1 : 0);
        out.int8(shape != null ? 1 : 0);
        if (shape == null) {
            out.value(task);
        } else {
            out.int32(shape.id());
            shape.encode(task, out);
        }
        return out.finish();
    }

    /** Starts the JVM; returns at once. */
    void start() {
        starter.start(link);
    }

    /** Asks the JVM to end, if there is one. */
    void terminate() {
        WorkerHandle jvm = link.jvm();
        if (jvm != null) jvm.end(false);
    }

    /** Kills the JVM, if there is one. */
    void kill() {
        WorkerHandle jvm = link.jvm();
        if (jvm != null) jvm.end(true);
    }

    /** Kills the JVM and says why. */
    void kill(WorkerEnd.Forced why) {
        forced = Optional.of(why);
        kill();
    }

    // ---- what the link's thread tells ----

    @Override
    public WorkerInfo info(Link link) {
        return link.info("");
    }

    /** {@return the link's own thread: what was printed is out before anything that comes behind it is taken} */
    @Override
    public Executor helpers() {
        return Runnable::run;
    }

    @Override
    public void neverStarted(Link link, Throwable cause) {
        starter.end();
        child.failedToStart(link.name + " cannot be started: " + cause.getMessage(), cause);
    }

    @Override
    public void attached(Link link) {
        child.hasPid(info(link).pid());
        if (forced.isPresent()) kill(); // it took so long to be made that the time to come up is over
        if (shape != null) link.sender.add(Message.DEFINE, shape.definition(link.classes));
        link.sender.add(Message.MAIN, task);
        link.sender.flush();
    }

    @Override
    public void ready(Link link, @Nullable Throwable failure) {
        up = true;
        child.isUp();
    }

    @Override
    public void answer(Link link, int question, int kind, int loader, String wanted) {
        Daemons.helpers().execute(() -> link.answer(question, kind, loader, wanted));
    }

    @Override
    public void takeOut(Link link) {}

    @Override
    public Optional<WorkerEnd.Forced> forced(Link link) {
        return forced;
    }

    @Override
    public void gone(Link link, WorkerEnd end, boolean orderly) {
        starter.end();
        if (up) child.hasEnded(end.exitCode());
        else child.failedToStart(link.name + " cannot be started: " + end.text(), null);
    }

    // ---- what only workers of pools do ----

    @Override
    public void ended(Link link, int[] slots, int count) {
        throw new IllegalStateException("a process has no flights");
    }

    @Override
    public int limit(Flight flight) {
        throw new IllegalStateException("a process has no flights");
    }

    @Override
    public void outcome(Flight flight, int item, @Nullable Object value, @Nullable Throwable failure) {
        throw new IllegalStateException("a process has no flights");
    }
}
