package io.github.jvmpool.home;

import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.UUID;

/** Where a home is and how to prove that one may enter. Whoever has it may use every object there: it travels only over private ways. */
public final class Address {
    private static final int MOST_KEY_BYTES = 4096;

    private final UUID id;
    private final long pid;
    private final String place;
    private final int port;
    private final boolean tls;
    private final byte[] key;

    /**
     * An address.
     *
     * @param id tells this home from every other
     * @param pid the process
     * @param place the path of a socket, or the name of a host
     * @param port the TCP port, or 0 if {@code place} is a path
     * @param tls whether the TCP connection is encrypted
     * @param key what both sides must know; not to be changed any more
     */
    Address(UUID id, long pid, String place, int port, boolean tls, byte[] key) {
        this.id = id;
        this.pid = pid;
        this.place = place;
        this.port = port;
        this.tls = tls;
        this.key = key;
    }

    /** {@return what tells this home from every other} */
    public UUID id() {
        return id;
    }

    /** {@return the process} */
    public long pid() {
        return pid;
    }

    String place() {
        return place;
    }

    int port() {
        return port;
    }

    boolean tls() {
        return tls;
    }

    byte[] key() {
        return key;
    }

    /** Writes all of it. */
    public void write(Encoder out) {
        out.int64(id.getMostSignificantBits());
        out.int64(id.getLeastSignificantBits());
        out.int64(pid);
        out.string(place);
        out.int32(port);
        out.int8(tls ? 1 : 0);
        out.int32(key.length);
        out.bytes(key, 0, key.length);
    }

    /**
     * {@return what {@link #write} wrote}
     *
     * @throws IOException if it is no address
     */
    public static Address read(Source in) throws IOException {
        UUID id = new UUID(in.int64(), in.int64());
        long pid = in.int64();
        String place = Decoder.string(in);
        int port = in.int32();
        boolean tls = in.int8() != 0;
        int length = in.int32();
        if (length < 0 || length > MOST_KEY_BYTES) throw new ProtocolException("key of " + length + " bytes");
        byte[] key = new byte[length];
        in.bytes(key, 0, length);
        return new Address(id, pid, place, port, tls, key);
    }

    /** {@return all of it} */
    public byte[] bytes() {
        Encoder out = Values.encoder();
        write(out);
        byte[] bytes = Values.bytes(out, 0);
        Values.giveBack(out);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address address && address.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return port == 0 ? place + " of process " + pid : place + ':' + port;
    }
}
