package io.github.jvmpool.home;

import java.lang.reflect.Method;

/** The operations of homes themselves, for those who ask for them. */
public final class Homes {
    public static final int SHUT_DOWN = Protocol.SHUT_DOWN;
    public static final int LISTEN = Protocol.LISTEN;
    public static final int BIND = Protocol.BIND;
    public static final int FIND = Protocol.FIND;

    private Homes() {}

    /** {@return the name by which a method of a shared interface is called} */
    public static String nameOf(Method method) {
        return HostedObject.nameOf(method);
    }
}
