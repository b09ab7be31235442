package io.github.jvmpool;

import java.lang.reflect.Proxy;
import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the library logs while this is open. By reflection, because the module under test does not read {@code java.logging}. */
final class LogWatch implements AutoCloseable {
    final List<String> messages = new CopyOnWriteArrayList<>();

    private final Object logger;
    private final Class<?> filter;

    LogWatch() throws ReflectiveOperationException {
        filter = Class.forName("java.util.logging.Filter");
        logger = Class.forName("java.util.logging.Logger")
                .getMethod("getLogger", String.class)
                .invoke(null, "io.github.jvmpool");
        set(Proxy.newProxyInstance(filter.getClassLoader(), new Class<?>[] {filter}, (proxy, method, args) -> {
            var message = args[0].getClass().getMethod("getMessage").invoke(args[0]);
            var parameters = (Object[]) args[0].getClass().getMethod("getParameters").invoke(args[0]);
            messages.add(parameters == null ? "" + message : MessageFormat.format("" + message, parameters));
            return false;
        }));
    }

    private void set(Object value) throws ReflectiveOperationException {
        logger.getClass().getMethod("setFilter", filter).invoke(logger, value);
    }

    @Override
    public void close() throws ReflectiveOperationException {
        set(null);
    }
}
