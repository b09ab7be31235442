package io.github.jvmpool.shared;

import io.github.jvmpool.home.Address;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Values;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.ObjectStreamException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A shared object on its way: of which type it is, where it lives, and its name there. */
final class Handle implements Externalizable {
    private static final long serialVersionUID = 1;

    private static final int MOST_BYTES = 8192;

    private static final Map<String, Function<Remote, Object>> TYPES = Map.ofEntries(
            Map.entry("SharedQueue", SharedQueue::new),
            Map.entry("SharedLock", SharedLock::new),
            Map.entry("Waiting", SharedLock.Waiting::new),
            Map.entry("SharedSemaphore", SharedSemaphore::new),
            Map.entry("SharedEvent", SharedEvent::new),
            Map.entry("SharedBarrier", SharedBarrier::new),
            Map.entry("SharedCountDownLatch", SharedCountDownLatch::new),
            Map.entry("SharedLong", SharedLong::new),
            Map.entry("SharedDouble", SharedDouble::new),
            Map.entry("SharedReference", SharedReference::new),
            Map.entry("SharedMemory", SharedMemory::new),
            Map.entry("SharedMap", SharedMap::new),
            Map.entry("SharedSet", SharedSet::new),
            Map.entry("SharedList", SharedList::new),
            Map.entry("PipeConnection", PipeConnection::new),
            Map.entry("SharedInvocation", SharedInvocation::new));

    private String type = "";
    private byte[] address = {};
    private long id;

    /** For ends of pipes: which sending of it this is. */
    private long sending;

    /** For {@link Externalizable} alone. */
    public Handle() {}

    Handle(Class<?> type, Remote remote) {
        this.type = type.getSimpleName();
        this.address = remote.place().address().bytes();
        this.id = remote.id();
    }

    Handle ofSending(long number) {
        sending = number;
        return this;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeUTF(type);
        out.writeInt(address.length);
        out.write(address);
        out.writeLong(id);
        out.writeLong(sending);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        type = in.readUTF();
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) throw new InvalidObjectException("address of " + length + " bytes");
        address = new byte[length];
        in.readFully(address);
        id = in.readLong();
        sending = in.readLong();
    }

    /** The object as this process has it. */
    private Object readResolve() throws ObjectStreamException {
        @Nullable Function<Remote, Object> maker = TYPES.get(type);
        if (maker == null) throw new InvalidObjectException("there is no shared type " + type);
        try {
            Object made = maker.apply(Remote.of(Place.atOrLost(Address.read(Values.source(address))), id));
            if (made instanceof PipeConnection connection) connection.arrived(sending);
            return made;
        } catch (IOException e) {
            throw new InvalidObjectException("not the address of a shared object: " + e.getMessage());
        }
    }
}
