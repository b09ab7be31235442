package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value at rest in a home: its bytes, and the shared objects it names, which live as long as it does and a little longer.
 *
 * <p>On its way to the home it is preceded by how many objects those are (a byte) and by each one's address and name.
 */
final class Item {
    /** Where the number of pins does not fit in its byte, it follows as an int32. */
    private static final int MANY_PINS = 127;

    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final @Nullable List<Remote> pins;

    /** Its place in a queue, for those who look for one item. */
    long sequence;

    private Item(byte[] bytes, int offset, int length, @Nullable List<Remote> pins) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.pins = pins;
    }

    // ---- on its way to the home ----

    /** Writes a value and what it names. */
    static void write(Request request, @Nullable Object value) {
        Encoder out = request.out();
        int start = out.position();
        out.int8(0);
        Pins.begin();
        List<Remote> pins;
        try {
            request.value(value);
        } finally {
            pins = Pins.end();
        }
        if (pins == null) return;
        // They go first, and are known only now. To encode again would be to send the ends of pipes twice.
        request.flatten();
        byte[] bytes = Values.bytes(out, start + 1);
        out.truncate(start);
        out.int8(Math.min(pins.size(), MANY_PINS));
        if (pins.size() >= MANY_PINS) out.int32(pins.size());
        for (Remote pin : pins) {
            pin.place().address().write(out);
            out.int64(pin.id());
        }
        out.bytes(bytes, 0, bytes.length);
    }

    /** {@return the value in the rest of what a call needs} */
    static Item read(ArraySource in) throws IOException {
        int count = in.int8();
        if (count == MANY_PINS) count = in.int32();
        if (count < 0) throw new ProtocolException("value that names " + count + " objects");
        List<Remote> pins = count == 0 ? null : pins(in, count);
        return new Item(in.array(), in.position(), (int) in.remaining(), pins);
    }

    /** {@return the next bytes, whose length precedes them} */
    static byte[] sized(ArraySource in) throws IOException {
        int length = in.int32();
        if (length < 0 || length > in.remaining()) throw new ProtocolException("value of " + length + " bytes");
        byte[] bytes = new byte[length];
        in.bytes(bytes, 0, length);
        return bytes;
    }

    /** {@return the next value, whose length precedes it and what it names} */
    static Item readSized(ArraySource in) throws IOException {
        byte[] bytes = sized(in);
        return read(new ArraySource(bytes, 0, bytes.length));
    }

    /** {@return a value of this process} */
    static Item of(@Nullable Object value) {
        Pins.begin();
        List<Remote> pins;
        byte[] bytes;
        try {
            bytes = Values.encode(value);
        } finally {
            pins = Pins.end();
        }
        return new Item(bytes, 0, bytes.length, pins);
    }

    private static List<Remote> pins(Source in, int count) throws IOException {
        List<Remote> pins = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < count; i++) {
            Address address = Address.read(in);
            long id = in.int64();
            if (address.id().equals(Home.ID)) pins.add(Remote.of(Home.own(), id));
            else Daemons.helpers().execute(() -> pins.add(Remote.of(Place.atOrLost(address), id)));
        }
        return pins;
    }

    // ---- at home ----

    int length() {
        return length;
    }

    /** Writes its bytes. */
    void copy(Encoder out) {
        out.bytes(bytes, offset, length);
    }

    /** Answers a call with it alone. */
    void answer(Call call) {
        call.answer(bytes, offset, length);
    }

    @Nullable
    Object decode() throws IOException, ClassNotFoundException {
        return Values.decode(source());
    }

    ArraySource source() {
        return new ArraySource(bytes, offset, length);
    }

    /** It has been given away: what it names stays until the receiver has had time to say that he holds it. */
    void given() {
        if (pins != null) {
            var unused = Daemons.after(Home.grace, pins::clear);
        }
    }
}
