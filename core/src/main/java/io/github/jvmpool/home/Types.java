package io.github.jvmpool.home;

import io.github.jvmpool.wire.Source;
import java.io.IOException;

/** The kinds of objects that a home can make. */
public final class Types {
    public static final int QUEUE = 1;
    public static final int LOCK = 2;
    public static final int SEMAPHORE = 3;
    public static final int EVENT = 4;
    public static final int BARRIER = 5;
    public static final int LATCH = 6;
    public static final int NUMBER = 7;
    public static final int REFERENCE = 8;
    public static final int MAP = 9;
    public static final int LIST = 10;
    public static final int PIPE = 11;
    public static final int MEMORY = 12;
    public static final int OBJECT = 13;

    private Types() {}

    static Hosted make(int type, Source in, Home home) throws Exception {
        return switch (type) {
            case QUEUE -> new HostedQueue((Integer) parameter(in));
            case LOCK -> new HostedLock(home);
            case SEMAPHORE -> new HostedSemaphore((Integer) parameter(in), (Boolean) parameter(in));
            case EVENT -> new HostedEvent();
            case BARRIER ->
                new HostedBarrier((Integer) parameter(in), in.detach().array());
            case LATCH -> new HostedLatch((Long) parameter(in));
            case NUMBER -> new HostedNumber((Long) parameter(in));
            case REFERENCE -> new HostedReference();
            case MAP -> new HostedMap();
            case LIST -> new HostedList();
            case PIPE -> new HostedPipe(home);
            case MEMORY -> new HostedMemory((Long) parameter(in));
            case OBJECT -> new HostedObject(in);
            default -> throw new IllegalStateException("a home of objects knows no type " + type);
        };
    }

    @SuppressWarnings("NullAway") // no parameter is null
    private static Object parameter(Source in) throws IOException, ClassNotFoundException {
        return Values.decode(in);
    }
}
