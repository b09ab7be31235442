package io.github.jvmpool.home;

import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.ShippingFailure;
import org.jspecify.annotations.Nullable;

/**
 * One operation as its user writes it: what it needs goes {@link #out}, then it is called or told. For one thread, once. Whatever fails
 * before that is the user's own mistake and has changed nothing.
 */
public final class Request {
    /** Room for a message's length, kind, number, object, thread and operation. */
    static final int HEADER = 4 + 1 + 4 + 8 + 8 + 1;

    private final Place place;
    private final long object;
    private final int op;
    private final int number;
    private @Nullable Encoder out;

    Request(Place place, long object, int op) {
        this.place = place;
        this.object = object;
        this.op = op;
        this.number = place.number();
        Encoder encoder = Values.encoder();
        encoder.int32(0);
        encoder.int8(Protocol.CALL);
        encoder.int32(number);
        encoder.int64(object);
        encoder.int64(Thread.currentThread().getId());
        encoder.int8(op);
        this.out = encoder;
    }

    /** {@return where to write what the operation needs} */
    public Encoder out() {
        if (out == null) throw new IllegalStateException("this request has been sent");
        return out;
    }

    /**
     * Writes a value.
     *
     * @throws ShippingFailure if it cannot be; the request is over then
     */
    public Request value(@Nullable Object value) {
        Encoder encoder = out();
        try {
            encoder.value(value);
        } catch (Throwable e) {
            end();
            throw e;
        }
        return this;
    }

    /** Writes a number. */
    public Request int64(long value) {
        out().int64(value);
        return this;
    }

    /** Writes a number. */
    public Request int32(int value) {
        out().int32(value);
        return this;
    }

    /** Writes yes or no. */
    public Request flag(boolean value) {
        out().int8(value ? 1 : 0);
        return this;
    }

    /** Writes bytes as they are. */
    public Request bytes(byte[] value) {
        out().bytes(value, 0, value.length);
        return this;
    }

    /** Brings all that was written into one array. */
    void flatten() {
        Encoder encoder = out();
        if (encoder.flat()) return;
        byte[] all = Values.bytes(encoder, 0);
        encoder.reset();
        encoder.bytes(all, 0, all.length);
    }

    private void end() {
        Encoder encoder = out;
        out = null;
        if (encoder != null) Values.giveBack(encoder);
    }

    private Outcome begin() {
        try {
            return place.begin(out(), number, object, op);
        } finally {
            end();
        }
    }

    /**
     * {@return the answer} Waits for it whatever happens; an interrupt is kept for later.
     *
     * @throws HomeLost if the home is gone
     */
    public ArraySource call() {
        Outcome outcome = begin();
        try {
            return outcome.await();
        } catch (Throwable e) {
            throw sneaky(e);
        }
    }

    /**
     * {@return the answer} Waits for it until this thread is interrupted.
     *
     * @throws InterruptedException if it was; the operation has not happened then
     */
    public ArraySource callInterruptibly() throws InterruptedException {
        ArraySource answer = call(Long.MAX_VALUE);
        if (answer == null) throw new AssertionError("time without end is over");
        return answer;
    }

    /**
     * {@return the answer, or null if it has not come in time}
     *
     * @param nanos how long to wait, {@link Long#MAX_VALUE} for ever
     * @throws InterruptedException if this thread was interrupted; the operation has not happened then
     */
    public @Nullable ArraySource call(long nanos) throws InterruptedException {
        Outcome outcome = begin();
        try {
            return outcome.await(nanos, () -> place.cancel(number, outcome));
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw sneaky(e);
        }
    }

    /** Begins it; {@return what tells when it is done} Its answer is dropped. */
    public Started start() {
        Outcome outcome = begin();
        return new Started() {
            @Override
            public boolean isDone() {
                return outcome.isDone();
            }

            @Override
            public void cancel() {
                if (!outcome.isDone()) place.cancel(number, outcome);
            }
        };
    }

    /** Sends it as another operation, without waiting for anything. */
    void tell(int otherOp) {
        out().array()[HEADER - 1] = (byte) otherOp;
        tell();
    }

    /** Sends it without waiting for anything. */
    public void tell() {
        try {
            place.tell(out(), object, op);
        } finally {
            end();
        }
    }

    /** Throws anything: what an operation throws is its own affair. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
