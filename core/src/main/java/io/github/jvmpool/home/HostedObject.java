package io.github.jvmpool.home;

import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** Any object of the user's behind an interface, in its home. Calls run on threads of their own, several at a time. */
final class HostedObject extends Hosted {
    /** string method, int32 number of arguments, the arguments. */
    static final int INVOKE = 1;

    static final int TO_STRING = 2;

    private static final Object CANCEL = new Object();

    private final Object target;
    private final ClassLoader context;
    private final Map<String, Method> methods = new HashMap<>();
    private final Map<Call, Thread> running = new ConcurrentHashMap<>();

    /** Made by the factory that comes behind the interface. */
    HostedObject(Source in) throws Exception {
        Class<?> face = (Class<?>) notNull(Values.decode(in));
        Callable<?> factory = (Callable<?>) notNull(Values.decode(in));
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        context = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        target = notNull(factory.call());
        if (!face.isInstance(target)) {
            throw new ClassCastException(
                    "the factory made a " + target.getClass().getName() + ", which is no " + face.getName());
        }
        for (Method method : face.getMethods()) {
            method.setAccessible(true); // the interface itself need not be public
            methods.put(nameOf(method), method);
        }
    }

    private static Object notNull(@org.jspecify.annotations.Nullable Object value) {
        if (value == null) throw new NullPointerException("the factory made null");
        return value;
    }

    /** {@return the method's name and the types of its parameters, which tell it from all others of an interface} */
    static String nameOf(Method method) {
        StringBuilder name = new StringBuilder(method.getName());
        for (Class<?> type : method.getParameterTypes()) name.append(' ').append(type.getName());
        return name.toString();
    }

    @Override
    boolean isSlow(Call call) {
        return true;
    }

    @Override
    void handle(Call call) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            switch (call.op) {
                case INVOKE -> invoke(call);
                case TO_STRING -> call.answer(Values.encode(target.toString()));
                default -> throw new IllegalStateException("a shared object has no operation " + call.op);
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Who stops waiting interrupts the method. */
    @Override
    void cancel(Call call) {
        synchronized (running) {
            Thread thread = running.get(call);
            if (thread != null) thread.interrupt();
            else call.state = CANCEL;
        }
    }

    private void invoke(Call call) throws Exception {
        String name = Decoder.string(call.in);
        Method method = methods.get(name);
        if (method == null) throw new NoSuchMethodException("the interface has no method " + name);
        int count = call.in.int32();
        if (count != method.getParameterCount()) throw new IOException(count + " arguments for " + name);
        Object[] arguments = new Object[count];
        for (int i = 0; i < count; i++) arguments[i] = Values.decode(call.in);
        synchronized (running) {
            running.put(call, Thread.currentThread());
            if (call.state == CANCEL) Thread.currentThread().interrupt();
        }
        try {
            call.answer(Values.encode(method.invoke(target, arguments)));
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            call.fail(cause == null ? e : cause);
        } finally {
            synchronized (running) {
                running.remove(call);
            }
        }
    }
}
