package io.github.jvmpool.shared;

import io.github.jvmpool.home.Homes;
import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Request;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is behind the interface of an object that {@link Manager#share} shares: sends each call to where the object lives. */
final class SharedInvocation implements InvocationHandler, Serializable {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    SharedInvocation(Remote remote) {
        this.remote = remote;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) return ofObject(method, arguments);
        Request request = remote.request(Ops.OBJECT_INVOKE);
        request.out().string(Homes.nameOf(method));
        Object[] given = arguments == null ? new Object[0] : arguments;
        request.int32(given.length);
        for (Object each : given) Calls.value(request, each);
        boolean interruptible = Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class);
        if (interruptible) SharedObject.ensureNotInterrupted();
        return Place.value(interruptible ? SharedObject.callInterruptibly(request) : SharedObject.call(request));
    }

    private @Nullable Object ofObject(Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && isSame(arguments[0]);
            case "hashCode" -> Long.hashCode(remote.id());
            default -> Place.value(SharedObject.call(remote.request(Ops.OBJECT_TO_STRING)));
        };
    }

    private boolean isSame(@Nullable Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof SharedInvocation that
                && that.remote.isSame(remote);
    }

    private Object writeReplace() {
        return Calls.handle(SharedInvocation.class, remote);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as its handle");
    }
}
