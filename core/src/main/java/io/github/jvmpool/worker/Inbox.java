package io.github.jvmpool.worker;

import io.github.jvmpool.wire.ChunkHeader;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.RingSource;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes the caller's messages from the ring. The task thread takes those that tell it what to do, in order; any thread may wait for
 * the answer to what it asked and, while it waits, lays the others aside.
 *
 * <p>A thread finds nothing for itself and announces its sleep in one hold of the monitor. So whatever another thread takes out of the
 * ring for it, it either finds, or it was sent after the announcement and there is a ring for it.
 */
final class Inbox {
    /** A message: its kind and what follows. */
    record Letter(int kind, Source body) {}

    private final Doorbell doorbell;
    private final SharedFile file;

    /** Guarded by this, but that the task thread reads a {@linkplain #streaming streamed} message without the monitor. */
    private final RingSource ring;

    /** Guarded by this: what came while a thread was waiting for an answer. */
    private final ArrayDeque<Letter> laidAside = new ArrayDeque<>();

    /** Guarded by this: answers by the number of the question; null until it is there. */
    private final HashMap<Integer, @Nullable Source> answers = new HashMap<>();

    /** Guarded by this: the number of the latest question. */
    private int questions;

    /** Task thread only: whether it had to wait for the latest letter. */
    private boolean waited;

    /** Guarded by this: whether the task thread is reading a large message straight from the ring. */
    private boolean streaming;

    Inbox(SharedFile file, Doorbell doorbell) {
        this.file = file;
        this.doorbell = doorbell;
        this.ring = new RingSource(file.toWorker()) {
            @Override
            protected void await() {
                long seen = doorbell.rings();
                if (file.toWorker().sleep()) doorbell.await(seen);
            }

            @Override
            protected void ringForRoom() {
                doorbell.ring();
            }
        };
    }

    /**
     * Waits for the next message that is not an answer. Task thread only.
     *
     * <p>A chunk whose header says so is not copied out of the ring first: its body is to be read to the end, or
     * {@link #endStreaming()} called, before anything is asked.
     */
    Letter next() throws IOException {
        waited = false;
        for (; ; ) {
            long seen = doorbell.rings();
            boolean asleep;
            synchronized (this) {
                Letter letter = poll();
                if (letter != null) return letter;
                asleep = file.toWorker().sleep();
            }
            doorbell.ringIfAsleep(); // results may not wait for the next task
            if (asleep) doorbell.await(seen);
            waited = true;
        }
    }

    /** {@return whether {@link #next} had to wait for its latest letter} */
    boolean waited() {
        return waited;
    }

    /** Monitor held, and kept until the sleep is announced if there is nothing: see the class comment. */
    private @Nullable Letter poll() throws IOException {
        endStreaming();
        Letter aside = laidAside.poll();
        if (aside != null) return aside;
        for (; ; ) {
            int kind = ring.next();
            if (kind < 0) return null;
            if (kind == Message.ANSWER) {
                takeAnswer();
            } else if (kind == Message.CHUNK && ChunkHeader.streams(ring)) {
                streaming = true;
                return new Letter(kind, ring);
            } else {
                return new Letter(kind, ring.detach());
            }
        }
    }

    /** Lets other threads read from the ring again; what is left of a streamed message is passed over. */
    synchronized void endStreaming() {
        if (!streaming) return;
        streaming = false;
        notifyAll();
    }

    private void takeAnswer() throws IOException {
        int question = ring.int32();
        if (!answers.containsKey(question)) throw new ProtocolException("answer to no question: " + question);
        answers.put(question, ring.detach());
    }

    /** {@return the number of a new question, to be asked and then awaited} */
    synchronized int question() {
        int question = ++questions;
        answers.put(question, null);
        return question;
    }

    /** Waits for the answer to a question. Any thread. An interrupt is kept for later. */
    Source answer(int question) throws IOException {
        boolean interrupted = false;
        try {
            for (; ; ) {
                long seen = doorbell.rings();
                boolean asleep;
                synchronized (this) {
                    while (streaming) {
                        try {
                            wait();
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                    }
                    Source answer = pollAnswer(question);
                    if (answer != null) return answer;
                    asleep = file.toWorker().sleep();
                }
                doorbell.ringIfAsleep();
                if (asleep) doorbell.await(seen);
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private @Nullable Source pollAnswer(int question) throws IOException {
        for (; ; ) {
            Source answer = answers.get(question);
            if (answer != null) {
                answers.remove(question);
                return answer;
            }
            int kind = ring.next();
            if (kind < 0) return null;
            if (kind == Message.ANSWER) takeAnswer();
            else laidAside.add(new Letter(kind, ring.detach()));
        }
    }
}
