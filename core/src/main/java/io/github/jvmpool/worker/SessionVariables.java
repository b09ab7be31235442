package io.github.jvmpool.worker;

import io.github.jvmpool.wire.ClassRequest;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.PlainData;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the variables of the caller's JShell session the values they have there. Those that a function's own code reaches come with each
 * task; those that the code of other values reaches, of an argument or of an element of a list, are asked for when such a value has
 * arrived. Thread-safe.
 */
final class SessionVariables {
    private static final String PACKAGE = "REPL.";

    private final WorkerLoaders loaders;

    /** Classes of a session that values have named since the last {@link #catchUp}: loader number, blank, name. */
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    SessionVariables(WorkerLoaders loaders) {
        this.loaders = loaders;
    }

    /** Notes that a value is of a class, or of a lambda in that class. */
    void named(int loader, String type) {
        if (type.startsWith(PACKAGE)) named.add(loader + " " + type);
    }

    /**
     * Asks for the variables of the classes that values have named. To be called before code of these values runs.
     *
     * @throws IOException if one cannot travel; the message names it
     */
    void catchUp() throws IOException, ReflectiveOperationException {
        if (named.isEmpty()) return;
        Set<String> done = new HashSet<>();
        try {
            // What arrives may name further classes, and these the first ones again.
            while (!named.isEmpty()) {
                String next = named.iterator().next();
                if (done.add(next)) fetch(next);
                named.remove(next);
            }
        } finally {
            named.clear(); // the next task is not to blame
        }
    }

    private void fetch(String key) throws IOException, ReflectiveOperationException {
        int blank = key.indexOf(' ');
        int loader = Integer.parseInt(key.substring(0, blank));
        Source answer = loaders.ask(ClassRequest.VARIABLES, loader, key.substring(blank + 1));
        int kind = answer.int8();
        if (kind == ClassRequest.FAILED) throw new IOException(PlainData.text(answer));
        if (kind == ClassRequest.BYTES) set(answer, new Decoder(loaders, null, null));
    }

    /** Sets the variables that follow: a count, then loader number, class name, field name and value of each. */
    void set(Source in, Decoder decoder) throws IOException, ReflectiveOperationException {
        int count = in.int32();
        for (int i = 0; i < count; i++) {
            int loader = in.int32();
            String type = PlainData.text(in);
            String name = PlainData.text(in);
            Object value = decoder.value(in);
            Field variable = loaders.find(loader, type).getDeclaredField(name);
            variable.setAccessible(true);
            variable.set(null, value);
        }
    }
}
