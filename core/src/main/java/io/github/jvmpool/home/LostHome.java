package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.SharedFile;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A home that cannot be reached: whoever uses an object of it is told so, but a value that names one can still be read. */
final class LostHome extends Place {
    private final Address address;
    private final RuntimeException why;

    LostHome(Address address, RuntimeException why) {
        this.address = address;
        this.why = why;
    }

    private HomeLost lost() {
        return new HomeLost(String.valueOf(why.getMessage()), why);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    UUID id() {
        return address.id();
    }

    @Override
    Outcome begin(Encoder out, int number, long object, int op) {
        Outcome outcome = new Outcome();
        outcome.lose(lost());
        return outcome;
    }

    @Override
    void tell(Encoder out, long object, int op) {
        throw lost();
    }

    @Override
    void hold(long object) {
        // Nobody is there to be told.
    }

    @Override
    void drop(long object, long shippedAgo) {
        // Nobody is there to be told.
    }

    @Override
    int number() {
        return 0;
    }

    @Override
    void cancel(int number, Outcome outcome) {
        // Its outcome is known.
    }

    @Override
    @Nullable
    SharedFile memory() {
        return null;
    }

    @Override
    void catchUp() {
        // Nobody is there to have said anything.
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
