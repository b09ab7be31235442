package io.github.jvmpool.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the variables of a JShell session that code of the session can reach, by walking its instructions. Used once. */
final class ReplCode {
    private static final String PACKAGE = "REPL.";
    private static final String SNIPPET = "REPL.$JShell$";

    /** The method in which JShell runs a snippet. */
    private static final String RUN = "do_it$";

    private final @Nullable ClassLoader loader;
    private final Map<String, ClassFile> files = new HashMap<>();
    private final Set<String> walked = new HashSet<>();
    private final Set<Field> variables = new LinkedHashSet<>();

    /** Code is looked for in {@code loader}. */
    ReplCode(@Nullable ClassLoader loader) {
        this.loader = loader;
    }

    /** {@return whether {@code type} was defined in a JShell session} */
    static boolean isRepl(Class<?> type) {
        return type.getName().startsWith(PACKAGE);
    }

    /** {@return the variables that a method can reach} */
    Set<Field> ofMethod(String owner, String name, String descriptor) throws IOException {
        walk(owner.replace('/', '.'), name + descriptor);
        return variables;
    }

    /** {@return whether {@code type} is what JShell puts around a snippet, and not a class of the session's own} */
    static boolean isSnippet(Class<?> type) {
        return isSnippet(type.getName());
    }

    /** {@return the variables that any method of {@code type} can reach; of the class around a snippet, any but the snippet itself} */
    Set<Field> ofType(Class<?> type) {
        try {
            if (isSnippet(type)) {
                for (String method : file(type.getName()).methods())
                    if (!method.startsWith(RUN) && !method.startsWith("<init>")) walk(type.getName(), method);
            } else {
                walkAll(type.getName());
            }
            return variables;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Walks the method where it is declared, in the class or above it. */
    private void walk(String owner, String method) throws IOException {
        if (!owner.startsWith(PACKAGE) || !walked.add(owner + "." + method)) return;
        byte[] code = file(owner).code(method);
        if (code == null) {
            Class<?> above = type(owner).getSuperclass();
            if (above != null) walk(above.getName(), method);
            for (Class<?> each : type(owner).getInterfaces()) walk(each.getName(), method);
            return;
        }
        // An object of the class can be called in ways that do not show here, through an interface for instance.
        if (method.startsWith("<init>")) walkAll(owner);
        ConstantPool constants = file(owner).constants;
        Set<Integer> used = new LinkedHashSet<>();
        Instructions.constants(code, used::add);
        for (int index : used) {
            if (constants.isMember(index)) reach(constants.member(index));
            if (constants.isHandle(index)) reach(constants.handle(index));
            if (constants.isDynamic(index))
                for (int argument : file(owner).bootstrapArguments(constants.bootstrap(index)))
                    if (constants.isHandle(argument)) reach(constants.handle(argument));
        }
    }

    private void walkAll(String owner) throws IOException {
        if (!owner.startsWith(PACKAGE) || !walked.add(owner)) return;
        for (String method : file(owner).methods()) walk(owner, method);
        Class<?> above = type(owner).getSuperclass();
        if (above != null) walkAll(above.getName());
        for (Class<?> each : type(owner).getInterfaces()) walkAll(each.getName());
    }

    private void reach(ConstantPool.Member member) throws IOException {
        String owner = member.owner().replace('/', '.');
        if (!owner.startsWith(PACKAGE)) return;
        if (member.descriptor().startsWith("(")) {
            walk(owner, member.name() + member.descriptor());
            // The first use of a class initializes it. The classes around snippets have nothing to initialize.
            if (!isSnippet(owner)) initializer(owner);
            return;
        }
        if (!isSnippet(owner)) {
            initializer(owner);
            return;
        }
        try {
            Field field = type(owner).getDeclaredField(member.name());
            if (!Modifier.isStatic(field.getModifiers()) || Modifier.isFinal(field.getModifiers())) return;
            field.setAccessible(true);
            variables.add(field);
        } catch (NoSuchFieldException changed) {
            throw new IOException(owner + " has no variable " + member.name(), changed);
        }
    }

    private void initializer(String owner) throws IOException {
        if (file(owner).code("<clinit>()V") != null) walk(owner, "<clinit>()V");
    }

    private static boolean isSnippet(String type) {
        return type.startsWith(SNIPPET) && type.indexOf('$', SNIPPET.length()) < 0;
    }

    private ClassFile file(String name) throws IOException {
        ClassFile file = files.get(name);
        if (file == null) {
            file = new ClassFile(ClassFiles.of(type(name)));
            files.put(name, file);
        }
        return file;
    }

    private Class<?> type(String name) throws IOException {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new IOException(name + " is missing in the JShell session", missing);
        }
    }
}
