package io.github.jvmpool.wire;

import java.util.concurrent.ConcurrentHashMap;

/** Classes of the test's own loader are number 7, all others are of the system. */
final class TestLoaders implements ClassLoaders {
    static final int TEST = 7;

    private final ConcurrentHashMap<String, Class<?>> known = new ConcurrentHashMap<>();

    @Override
    public int idOf(Class<?> type) {
        if (type.isArray() || type.isPrimitive()) throw new AssertionError("asked for " + type);
        return type.getClassLoader() == TestLoaders.class.getClassLoader() ? TEST : SYSTEM;
    }

    @Override
    public Class<?> load(int loader, String name) throws ClassNotFoundException {
        if (loader != TEST && loader != SYSTEM) throw new ClassNotFoundException(name + " of loader " + loader);
        Class<?> type = known.get(name);
        if (type == null) {
            type = Class.forName(name, false, loader == TEST ? TestLoaders.class.getClassLoader() : null);
            known.put(name, type);
        }
        return type;
    }

    @Override
    public ClassLoader loader(int loader) {
        return loader == TEST ? TestLoaders.class.getClassLoader() : ClassLoader.getPlatformClassLoader();
    }
}
