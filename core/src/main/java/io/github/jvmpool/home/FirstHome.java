package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoder;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where the first JVM of this process's family is: each asks the one that started it. */
public final class FirstHome {
    /** Not a monitor: the thread that asks may be a virtual one. */
    private static final ReentrantLock ASKING = new ReentrantLock();

    private static volatile @Nullable Address first;

    private FirstHome() {}

    /** {@return where objects live that are made without saying where} */
    public static Place first() {
        return Family.parent() == null ? Home.own() : Place.at(address());
    }

    /** {@return the address of the first JVM's home} */
    static Address address() {
        Family.Parent starter = Family.parent();
        if (starter == null) return Home.own().address();
        Address known = first;
        if (known != null) return known;
        ASKING.lock();
        try {
            known = first;
            if (known == null) first = known = Address.read(starter.home());
            return known;
        } catch (IOException e) {
            throw new HomeLost("the process that started this one cannot be asked where shared objects live", e);
        } finally {
            ASKING.unlock();
        }
    }

    /** {@return whether this is where the first JVM is known to be} */
    static boolean isAt(Address address) {
        Address known = first;
        return known != null && known.id().equals(address.id());
    }

    /** Writes the address for a process that this one has started. May take a while. */
    public static void writeAddress(Encoder out) {
        address().write(out);
    }
}
