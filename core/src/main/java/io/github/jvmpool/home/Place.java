package io.github.jvmpool.home;

import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Where objects live: in this JVM, or at the other end of a line. */
public abstract class Place {
    /** The homes that this process talks to. */
    private static final ConcurrentMap<UUID, FarHome> FAR = new ConcurrentHashMap<>();

    /**
     * {@return the home at an address}
     *
     * @throws HomeLost if it cannot be reached
     * @throws SecurityException if it refuses the key
     */
    public static Place at(Address address) {
        if (address.id().equals(Home.ID)) return Home.own();
        FarHome known = FAR.get(address.id());
        if (known != null) return known;
        FarHome made = FarHome.connect(address, home -> FAR.remove(home.id(), home));
        made.use(); // for as long as this process lives: nobody says when the last object of it has come
        return known(made);
    }

    /**
     * {@return the home at the other end of a TCP connection} It is in {@linkplain #use() use} once more.
     *
     * @throws HomeLost if it cannot be reached
     * @throws SecurityException if one side does not know the key
     */
    public static Place at(String host, int port, byte[] key, SocketFactory sockets) {
        for (; ; ) {
            FarHome made = FarHome.connect(host, port, key, sockets, home -> FAR.remove(home.id(), home));
            Place known = known(made);
            // Another connection to the same home that was known before may just have been ended.
            if (known.use()) return known;
        }
    }

    /** {@return the home at an address; if it cannot be reached, one whose objects are lost} */
    public static Place atOrLost(Address address) {
        try {
            return at(address);
        } catch (HomeLost | SecurityException e) {
            return new LostHome(address, e);
        }
    }

    private static Place known(FarHome made) {
        if (made.id().equals(Home.ID)) {
            made.close();
            return Home.own();
        }
        FarHome earlier = FAR.putIfAbsent(made.id(), made);
        if (earlier != null) {
            made.close();
            return earlier;
        }
        // It may have been lost before it was known.
        if (made.isLost()) FAR.remove(made.id(), made);
        return made;
    }

    /** {@return where this is, for other processes} */
    public abstract Address address();

    /** {@return whether it is gone} */
    boolean isLost() {
        return false;
    }

    /** Somebody wants the conversation with this home to go on until he {@linkplain #disconnect disconnects}; {@return false if it is over} */
    public boolean use() {
        return true;
    }

    /** The last user ends the conversation with another home, and with it all that this process has of its objects. */
    public void disconnect() {
        // With this process there is none.
    }

    /** {@return what tells this home from every other} */
    abstract UUID id();

    /** Tells that this process holds an object once more. */
    abstract void hold(long object);

    /** Tells that it holds it once less. */
    abstract void drop(long object, long shippedAgo);

    /** Begins an operation that is written out after a header of {@link Request#HEADER} bytes. */
    abstract Outcome begin(Encoder out, int number, long object, int op);

    abstract int number();

    abstract void cancel(int number, Outcome outcome);

    /** An operation without an answer. */
    abstract void tell(Encoder out, long object, int op);

    /** {@return memory that this process and the home share, or null} */
    abstract @Nullable SharedFile memory();

    /** Handles what the other side has said before now. */
    abstract void catchUp();

    /** {@return the object itself if it lives here and is known} */
    @Nullable
    Hosted hosted(long object) {
        return null;
    }

    /**
     * {@return a new object}
     *
     * @param type one of the numbers in {@link Types}
     * @param parameters what that needs, encoded
     */
    public final Remote create(int type, Object... parameters) {
        Request request = new Request(this, Protocol.HOME, Protocol.CREATE);
        request.out().int8(type);
        for (Object each : parameters) request.value(each);
        ArraySource answer = request.call();
        try {
            return Remote.held(this, answer.int64());
        } catch (IOException e) {
            throw new IllegalStateException("the home of shared objects made no sense", e);
        }
    }

    /** {@return a request to the home itself} */
    public final Request request(int op) {
        return new Request(this, Protocol.HOME, op);
    }

    /** {@return the value at the front of an answer} */
    public static @Nullable Object value(Source in) {
        try {
            return Values.decode(in);
        } catch (IOException e) {
            throw new IllegalStateException("a shared value cannot be read in this process: " + e.getMessage(), e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "a shared value cannot be read in this process, because a class of it is missing: "
                            + e.getMessage(),
                    e);
        }
    }
}
