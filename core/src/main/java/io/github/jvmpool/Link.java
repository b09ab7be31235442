package io.github.jvmpool;

import io.github.jvmpool.home.FirstHome;
import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.ClassSource;
import io.github.jvmpool.launch.WorkerHandle;
import io.github.jvmpool.wire.ClassRequest;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.SlotWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with one worker, as its {@link Engine} sees it: what is under way there, and what can be taken back.
 *
 * <p>Everything that is not said to be otherwise is guarded by the engine's lock.
 */
final class Link {
    /** The life of a worker; {@link Crew#move} is the one place where it steps on. */
    enum State {
        /** Its process is coming up or its initializer runs. What is sent to it waits there and can be taken back. */
        STARTING,
        /** It takes chunks. */
        LIVE,
        /** It finishes what it has and then stops. */
        RETIRING,
        /** It was told to stop and runs its finalizer. */
        STOPPING,
        /** It is gone, or as good as. */
        DEAD
    }

    /** How long what is sent ahead may take, as far as can be foreseen: enough to bridge the way to the caller and back. */
    private static final long AHEAD_NANOS = 400_000;

    private static final int MOST_AHEAD = 64;

    final String name;
    final Sender sender = new Sender();

    /** Serves this worker the caller's classes, and knows which it has. Has a lock of its own. */
    final ClassSource classes = new ClassSource();

    State state = State.STARTING;

    /** Whether it is in waiting beside the pool's workers. */
    boolean spare;

    /** How many tasks it may still be given. */
    long tasksLeft;

    /** When it came up. */
    long readySince;

    /** When it became idle, while it is. */
    long idleSince;

    /** The end of the time that it may take to come up or to end, while that runs. */
    private @Nullable Limit limit;

    /** The heartbeat that the last look found, and how many looks in a row have found it. */
    private long heartbeat;

    private int missedBeats;

    /** Since when the receiver has been waiting for the rest of a message, or 0; and what the latest look has seen. */
    private volatile long waitsSince;

    private long waitSeen;
    private int missedRests;

    /** The task that the latest look found not begun, with nothing before it. */
    private @Nullable Flight leftLying;

    private int missedStarts;

    /** Whether its initializer has run. */
    boolean wasReady;

    /** Why its initializer failed, if it did. */
    @Nullable
    Throwable initializerFailure;

    /** Why this JVM killed it, if it did. */
    Optional<WorkerEnd.Forced> forced = Optional.empty();

    /** Set once, before the reader of the link works on it. */
    private volatile @Nullable WorkerHandle jvm;

    /** How many outcomes have come. Written by the reader of the link only, without a fence: it does so for each. */
    private final AtomicLong tasksDone = new AtomicLong();

    /** Set before the message is on its way. */
    private volatile boolean toldToStop;

    /** Written by the reader of the link only: how long a chunk takes, or 0. */
    private volatile long chunkNanos;

    /** Written by the reader of the link only: when the latest outcome came. */
    private volatile long lastOutcome;

    /** By slot. Set under the engine's lock or by the reader of the link; read by anyone. */
    private final AtomicReferenceArray<Flight> flights = new AtomicReferenceArray<>(SharedFile.SLOTS);

    /** The free slots, as a stack. */
    private final int[] free = new int[SharedFile.SLOTS];

    private int freeCount = SharedFile.SLOTS;
    private int nextTag;

    private final Clock clock;

    Link(String name, long tasksLeft, Clock clock) {
        this.name = name;
        this.clock = clock;
        this.lastOutcome = clock.nanoTime();
        this.tasksLeft = tasksLeft;
        for (int i = 0; i < free.length; i++) free[i] = free.length - 1 - i;
    }

    /** Connects it with its process, which hears {@code setup} first: a chunk may follow from the moment that this returns, or earlier. */
    void attach(WorkerHandle worker, Encoded setup) {
        sender.add(Message.SETUP, setup);
        sender.attach(worker);
        jvm = worker;
    }

    /** {@return the process, or null while there is none} */
    @Nullable
    WorkerHandle jvm() {
        return jvm;
    }

    /**
     * Limits the time for what it does now; ends an earlier limit.
     *
     * <p>The time is counted in parts, so that one in which the whole machine, or this JVM, was stopped costs only the part that was
     * under way.
     */
    void limit(Duration time, Runnable whenOver) {
        endLimit();
        limit = new Limit(Checks.nanos(time) / Limit.PARTS, whenOver);
        limit.begin();
    }

    /** Lifts the limit. */
    void endLimit() {
        if (limit != null) limit.lift();
        limit = null;
    }

    private final class Limit {
        static final int PARTS = 10;

        private final long part;
        private final Runnable whenOver;
        private int left = PARTS;
        private volatile boolean lifted;
        private volatile @Nullable Future<?> next;

        Limit(long part, Runnable whenOver) {
            this.part = part;
            this.whenOver = whenOver;
        }

        void begin() {
            next = clock.after(part, this::passed);
        }

        private void passed() {
            if (lifted) return;
            if (--left > 0) begin();
            else whenOver.run();
        }

        void lift() {
            lifted = true;
            var waiting = next;
            if (waiting != null) waiting.cancel(false);
        }
    }

    /** Puts on its way that it is to end when it has done what it was sent before. The sender is to be flushed. */
    void addStop() {
        toldToStop = true;
        sender.add(Message.STOP);
    }

    /** {@return whether it was told to end} */
    boolean toldToStop() {
        return toldToStop;
    }

    // ---- what the reader of the link tells; no lock ----

    long tasksDone() {
        return tasksDone.get();
    }

    /** {@return the flight in a slot, if its tag is this} */
    @Nullable
    Flight flight(int slot, int tag) {
        Flight flight = flights.get(slot);
        return flight != null && flight.tag == tag ? flight : null;
    }

    /** Notes that the outcome of a task has come, and whether its chunk has ended with it. */
    void outcome(boolean last) {
        tasksDone.setRelease(tasksDone.getPlain() + 1);
        if (last) lastOutcome = clock.nanoTime();
        else if (lastOutcome != 0) lastOutcome = 0;
    }

    /** Notes how long a chunk took. */
    void took(long nanos) {
        long before = chunkNanos;
        chunkNanos = before == 0 ? nanos : (before * 3 + nanos) / 4;
    }

    // ---- sending ahead ----

    int inFlight() {
        return SharedFile.SLOTS - freeCount;
    }

    /** {@return how many chunks may be under way at once, that is: one to work on, and some ahead if they are short} */
    int window() {
        if (state != State.LIVE) return 1;
        long nanos = chunkNanos;
        if (nanos == 0) return 1;
        return (int) Math.max(2, Math.min(MOST_AHEAD, AHEAD_NANOS / nanos));
    }

    boolean hasRoom() {
        return freeCount > 0
                && tasksLeft > 0
                && (state == State.LIVE || state == State.STARTING && !spare && jvm != null)
                && inFlight() < window();
    }

    /** Puts a chunk on its way. The sender is to be flushed when the lock has been let go. */
    void send(ProcessChunk chunk) {
        WorkerHandle worker = jvm;
        if (worker == null) throw new IllegalStateException("no process yet");
        int slot = free[--freeCount];
        Flight flight = new Flight(chunk, slot, nextTag++ & 0xffff);
        flights.set(slot, flight);
        tasksLeft -= chunk.count;
        worker.file().offer(slot, SlotWord.offered(flight.tag, chunk.count));
        sender.addChunk(flight, chunk.work.timeout() != null, classes);
    }

    /** Frees a slot whose flight has ended. */
    void release(int slot) {
        free[freeCount++] = slot;
    }

    /** Takes a flight out because its last outcome has come. Called by the reader of the link, without the lock. */
    void landed(Flight flight) {
        flights.set(flight.slot, null);
    }

    /** Sends the class or resource it asked for. Reads files; no lock is to be held. */
    void answer(int question, int kind, int loader, String wanted) {
        Encoded answer = kind == ClassRequest.HOME ? home() : classes.answer(kind, loader, wanted);
        Encoder number = new Encoder(CallerLoaders.shared());
        number.int32(question);
        sender.add(Message.ANSWER, number.finish(), answer);
        sender.flush();
    }

    private static Encoded home() {
        Encoder out = new Encoder(CallerLoaders.shared());
        try {
            out.int8(ClassRequest.BYTES);
            FirstHome.writeAddress(out);
        } catch (RuntimeException e) {
            out.reset();
            out.int8(ClassRequest.FAILED);
            out.string(String.valueOf(e.getMessage()));
        }
        return out.finish();
    }

    // ---- taking back ----

    private long word(Flight flight) {
        WorkerHandle worker = jvm;
        return worker == null
                ? SlotWord.offered(flight.tag, flight.chunk.count)
                : worker.file().slot(flight.slot);
    }

    /** {@return whether more than one task may be under way, without a close look} */
    boolean mayHaveWaiting() {
        return inFlight() > 1 || inFlight() == 1 && (state == State.STARTING || waiting() > 0);
    }

    /** {@return how many tasks wait in this worker behind what it runs or is about to begin with, or in one that is coming up} */
    int waiting() {
        int waiting = 0;
        boolean next = !runs() && state != State.STARTING;
        for (Flight flight : flying()) {
            long word = word(flight);
            int left = SlotWord.limit(word) - SlotWord.claimed(word);
            boolean whole = !flight.chunk.splittable;
            if (whole && SlotWord.claimed(word) > 0) continue;
            // What it begins with stays: a worker that was left nothing would not tell when it can have something.
            if (next) left = whole ? 0 : Math.max(0, left - 1);
            next = false;
            waiting += left;
        }
        return waiting;
    }

    /** {@return whether it has begun a task at any time} */
    boolean hasWorked() {
        return tasksDone.get() > 0 || runs();
    }

    /** {@return whether some task of it has started and not ended} */
    boolean runs() {
        for (Flight flight : flying()) {
            long word = word(flight);
            if (SlotWord.claimed(word) > 0) return true;
        }
        return false;
    }

    /** {@return how long nothing has come from it, while something was under way} */
    long silentFor(long now) {
        return now - lastOutcome;
    }

    /** {@return the flights, oldest first} */
    List<Flight> flying() {
        List<Flight> all = new ArrayList<>(inFlight());
        if (freeCount == SharedFile.SLOTS) return all;
        for (int slot = 0; slot < SharedFile.SLOTS; slot++) {
            Flight flight = flights.get(slot);
            if (flight != null) all.add(flight);
        }
        // Tags wrap round; the distance to the next tag does not, as long as there are fewer flights than half the
        // tags.
        all.sort((a, b) -> Integer.compare((nextTag - b.tag) & 0xffff, (nextTag - a.tag) & 0xffff));
        return all;
    }

    /**
     * Takes back what has not started, newest first, up to {@code most} tasks.
     *
     * @return it, oldest first
     */
    List<ProcessChunk> takeBack(int most) {
        List<ProcessChunk> taken = new ArrayList<>();
        List<Flight> flying = flying();
        int left = most;
        for (int i = flying.size() - 1; i >= 0 && left > 0; i--) {
            ProcessChunk part = takeBack(flying.get(i), left);
            if (part == null) continue;
            if (most != Integer.MAX_VALUE) left -= part.count;
            taken.add(0, part);
        }
        return taken;
    }

    /** Takes back all that has not started of one flight; returns it, or null if there is nothing. */
    @Nullable
    ProcessChunk takeBack(Flight flight) {
        return takeBack(flight, Integer.MAX_VALUE);
    }

    private @Nullable ProcessChunk takeBack(Flight flight, int most) {
        WorkerHandle worker = jvm;
        if (worker == null) return null;
        for (; ; ) {
            long word = worker.file().slot(flight.slot);
            if (SlotWord.tag(word) != flight.tag) return null;
            int claimed = SlotWord.claimed(word);
            int limit = SlotWord.limit(word);
            // The second is a lie: the worker's end will tell.
            if (claimed >= limit || limit != flight.limit || flights.get(flight.slot) != flight) return null;
            boolean whole = claimed == 0 && (most >= limit || !flight.chunk.splittable);
            if (!whole && !flight.chunk.splittable && most != Integer.MAX_VALUE) return null;
            int newLimit = whole ? 0 : Math.max(claimed, limit - most);
            if (!worker.file().changeSlot(flight.slot, word, SlotWord.withLimit(word, newLimit))) continue;
            flight.limit = newLimit;
            tasksLeft += limit - newLimit;
            if (newLimit == 0) {
                flight.takenBack = true;
                flights.set(flight.slot, null);
                release(flight.slot);
            }
            return flight.chunk.part(newLimit, limit, flight.chunk.attempt);
        }
    }

    /** Makes sure that nobody else reports what has not been reported of a flight; returns that. */
    Optional<ProcessChunk> giveUp(Flight flight) {
        int limit = flight.limit;
        int first = flight.reportUpTo(limit);
        return first >= limit ? Optional.empty() : Optional.of(flight.chunk.part(first, limit, flight.chunk.attempt));
    }

    // ---- the running task ----

    /** The task that a worker is running, and since when. */
    record Current(Flight flight, int item, long started) {}

    /**
     * {@return the task it runs, or null if none does for certain} Flights before the one that it is at have ended, though their last
     * outcome may not have been received.
     */
    @Nullable
    Current current() {
        WorkerHandle worker = jvm;
        if (worker == null) return null;
        List<Flight> flying = flying();
        for (int i = flying.size() - 1; i >= 0; i--) {
            Flight flight = flying.get(i);
            long word = worker.file().slot(flight.slot);
            int item = SlotWord.claimed(word) - 1;
            if (SlotWord.tag(word) != flight.tag || item < 0) continue;
            long started = worker.file().started();
            boolean runs = item < flight.limit && !flight.isReported(item);
            return runs && worker.file().slot(flight.slot) == word ? new Current(flight, item, started) : null;
        }
        return null;
    }

    /** {@return whether that task, or its worker, has not ended} */
    boolean stillRuns(Flight flight, int item) {
        WorkerHandle worker = jvm;
        if (worker == null || flights.get(flight.slot) != flight) return false;
        long word = worker.file().slot(flight.slot);
        return SlotWord.tag(word) == flight.tag && SlotWord.claimed(word) == item + 1;
    }

    /** Interrupts a task if it runs. */
    void interrupt(Flight flight, int item) {
        WorkerHandle worker = jvm;
        if (worker == null) return;
        worker.file().requestInterrupt(flight.running(item));
        worker.ring();
    }

    /** {@return whether it has come up and is to give signs of life} */
    boolean isUp() {
        return jvm != null && (state == State.LIVE || state == State.RETIRING);
    }

    /** The receiver has begun to wait for the rest of a message. */
    void waitsForRest() {
        waitsSince = clock.nanoTime();
    }

    /** The receiver waits for the rest of a message no longer. */
    void hasRest() {
        waitsSince = 0;
    }

    /** {@return how many looks in a row, this one included, have found the receiver waiting for the same rest of a message} */
    int missedRests() {
        long since = waitsSince;
        missedRests = since != 0 && since == waitSeen ? missedRests + 1 : 0;
        waitSeen = since;
        return missedRests;
    }

    /** {@return how many looks in a row, this one included, have found it at rest although it has the same task in its ring} */
    int missedStarts() {
        Flight first = runs() || sender.unfinished()
                ? null
                : flying().stream().findFirst().orElse(null);
        missedStarts = first != null && first == leftLying ? missedStarts + 1 : 0;
        leftLying = first;
        return missedStarts;
    }

    /** {@return how many looks in a row, this one included, have found no new heartbeat} */
    int missedBeats() {
        WorkerHandle worker = jvm;
        if (worker == null) return 0;
        long latest = worker.file().heartbeat();
        missedBeats = latest == heartbeat ? missedBeats + 1 : 0;
        heartbeat = latest;
        return missedBeats;
    }

    /** Asks for a heartbeat. No lock. */
    void ring() {
        WorkerHandle worker = jvm;
        if (worker != null) worker.ring();
    }

    /** Kills the worker. */
    void kill(WorkerEnd.Forced why) {
        if (forced.isEmpty()) forced = Optional.of(why);
        kill();
    }

    /** Kills the worker's process. */
    void kill() {
        WorkerHandle worker = jvm;
        if (worker != null) clock.helpers().execute(worker::kill); // it looks for child processes, which takes a while
    }

    WorkerInfo info(String poolName) {
        WorkerHandle worker = jvm;
        return new WorkerInfo(name, worker == null ? -1 : worker.pid(), poolName, tasksDone.get());
    }

    PoolSnapshot.WorkerSnapshot snapshot(String poolName, long now) {
        Current current = current();
        PoolSnapshot.WorkerState shown = switch (state) {
            case STARTING -> PoolSnapshot.WorkerState.STARTING;
            case LIVE -> inFlight() == 0 ? PoolSnapshot.WorkerState.IDLE : PoolSnapshot.WorkerState.BUSY;
            default -> PoolSnapshot.WorkerState.RETIRING;
        };
        int tasks = 0;
        for (Flight flight : flying())
            tasks += SlotWord.limit(word(flight)) - Math.max(0, SlotWord.claimed(word(flight)) - 1);
        return new PoolSnapshot.WorkerSnapshot(
                info(poolName),
                shown,
                tasks,
                current == null
                        ? Optional.empty()
                        : current.flight.chunk.work.options().label(),
                current == null ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, now - current.started))));
    }
}
