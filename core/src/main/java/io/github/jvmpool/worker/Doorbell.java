package io.github.jvmpool.worker;

import io.github.jvmpool.wire.LastWords;
import io.github.jvmpool.wire.SharedFile;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * The two pipes to the caller: a byte from it wakes this JVM, a byte to it wakes the caller. The end of the first means that the
 * caller is gone and ends this JVM.
 *
 * <p>At most one thread blocks in the read; the others that wait do so on this object's monitor and are told when it returns. An
 * idle task thread is the one that reads, so that a task reaches it without a thread in between; while it is busy the
 * {@link LinkThread} takes its place.
 */
final class Doorbell {
    private final FileInputStream in;
    private final FileOutputStream out;
    private final SharedFile file;
    private final byte[] bytes = new byte[64];
    private final byte[] ring = new byte[1];

    /** Guarded by this: whether a thread is in the read. */
    private boolean reading;

    /** Guarded by this for writing: how often a read has returned. */
    private volatile long rings;

    Doorbell(FileInputStream in, FileOutputStream out, SharedFile file) {
        this.in = in;
        this.out = out;
        this.file = file;
    }

    /** {@return a number that changes with each ring; to be taken before announcing to sleep} */
    long rings() {
        return rings;
    }

    /** {@return whether some thread is waiting in the read, so that a ring or the caller's end would be noticed} */
    synchronized boolean attended() {
        return reading;
    }

    /** Returns when the caller has rung since {@link #rings()} was {@code seen}, or a little later for no reason. */
    void await(long seen) {
        if (!becomeReader(seen)) return;
        int count = -1;
        try {
            count = in.read(bytes, 0, bytes.length);
        } catch (IOException broken) {
            count = -1; // as good as the end: nothing can come any more
        }
        if (count < 0) Runtime.getRuntime().halt(0);
        file.heartbeat(System.nanoTime());
        synchronized (this) {
            reading = false;
            rings++;
            notifyAll();
        }
    }

    /** Waits while another thread reads; returns whether this one is to read now. An interrupt is kept for later. */
    private synchronized boolean becomeReader(long seen) {
        boolean interrupted = false;
        while (reading && rings == seen) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        if (rings != seen) return false;
        reading = true;
        return true;
    }

    /** Wakes the caller if it sleeps although there is something to read. Any thread. */
    void ringIfAsleep() {
        if (file.toCaller().consumerToRing()) ring();
    }

    /** Wakes the caller. Any thread. */
    void ring() {
        try {
            out.write(ring, 0, 1);
        } catch (IOException broken) {
            // The caller has closed its end, or is gone: the end of the other pipe will end this JVM, if it is still
            // read.
            file.lastWords(LastWords.INTERNAL_ERROR);
            Runtime.getRuntime().halt(1);
        }
    }
}
