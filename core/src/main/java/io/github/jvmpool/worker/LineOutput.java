package io.github.jvmpool.worker;

import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.Message;
import java.io.OutputStream;

/** {@code System.out} or {@code System.err} of a worker: sends whole lines, in order with the results. Any thread. */
final class LineOutput extends OutputStream {
    private static final int HEAD = Message.HEADER + 2;
    private static final int LONGEST = 1 << 16;

    private final Outbox outbox;
    private final Doorbell doorbell;
    private final int stream;

    /** Guarded by this: room for a message's head and, behind it, the text that is not sent yet. */
    private byte[] text = new byte[512];

    /** Guarded by this: the end of the text. */
    private int end = HEAD;

    /** Whether there is text that has no line end: lets a task that printed nothing go without the lock. Written under this. */
    private volatile boolean unended;

    /** Guarded by this: whether lines are no longer waited for. */
    private boolean atOnce;

    LineOutput(Outbox outbox, Doorbell doorbell, int stream) {
        this.outbox = outbox;
        this.doorbell = doorbell;
        this.stream = stream;
    }

    @Override
    public synchronized void write(int b) {
        room(1);
        text[end++] = (byte) b;
        if (b == '\n') sendLines(end);
        else if (end >= LONGEST) sendPart();
        unended = end > HEAD;
        if (atOnce) sendAll();
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            int step = Math.min(length - done, LONGEST);
            room(step);
            System.arraycopy(bytes, offset + done, text, end, step);
            end += step;
            done += step;
            int lines = end;
            while (lines > end - step && text[lines - 1] != '\n') lines--;
            if (lines > end - step) sendLines(lines);
            else if (end >= LONGEST) sendPart();
        }
        unended = end > HEAD;
        if (atOnce) sendAll();
    }

    private void room(int count) {
        if (text.length - end < count) text = java.util.Arrays.copyOf(text, Math.max(text.length * 2, end + count));
    }

    /** Sends what is before {@code to}, which is behind a line's end. */
    private void sendLines(int to) {
        send(to, 1);
        System.arraycopy(text, to, text, HEAD, end - to);
        end = HEAD + end - to;
        doorbell.ringIfAsleep();
    }

    /** Sends what there is of a very long line, up to the end of a character. */
    private void sendPart() {
        int last = end - 1;
        while (last > end - 4 && (text[last] & 0xc0) == 0x80) last--;
        int to = (text[last] & 0xc0) == 0xc0 ? last : end; // the character that begins at last may not be whole
        send(to, 0);
        System.arraycopy(text, to, text, HEAD, end - to);
        end = HEAD + end - to;
        doorbell.ringIfAsleep();
    }

    /** Sends a line that has not ended, because its task has. */
    void sendRest() {
        if (unended) sendUnended();
    }

    private synchronized void sendUnended() {
        if (end == HEAD) return;
        send(end, 0);
        end = HEAD;
        unended = false;
    }

    /** Sends what there is, and from now on everything as it is written: the JVM is about to end, and nobody can tell when. */
    synchronized void endsSoon() {
        atOnce = true;
        sendAll();
    }

    private void sendAll() {
        sendRest();
        doorbell.ringIfAsleep();
    }

    private void send(int to, int complete) {
        Bytes.int32(text, 0, to - 4);
        text[4] = Message.PRINT;
        text[5] = (byte) stream;
        text[6] = (byte) complete;
        outbox.send(text, to);
    }
}
