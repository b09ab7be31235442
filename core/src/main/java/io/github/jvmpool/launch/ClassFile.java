package io.github.jvmpool.launch;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the library must know of a class file: which classes it mentions, and the code of its methods. */
final class ClassFile {
    private static final byte[] NO_CODE = {};

    final ConstantPool constants;
    private final String name;
    private final Map<String, byte[]> methods = new LinkedHashMap<>();
    private final List<int[]> bootstraps = new ArrayList<>();
    private @Nullable String sourceFile;

    /** Reads a class file. */
    ClassFile(byte[] file) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(file));
        if (in.readInt() != 0xCAFEBABE) throw new IOException("not a class file");
        in.readInt();
        constants = new ConstantPool(in);
        in.readUnsignedShort();
        name = constants.type(in.readUnsignedShort());
        in.readUnsignedShort();
        int interfaces = in.readUnsignedShort();
        for (int i = 0; i < interfaces; i++) in.readUnsignedShort();
        readMembers(in, false);
        readMembers(in, true);
        readAttributes(in);
    }

    /** {@return its name as {@link Class#getName()} gives it} */
    String name() {
        return name.replace('/', '.');
    }

    /** {@return the name of the file it was compiled from, if that is known} */
    @Nullable
    String sourceFile() {
        return sourceFile;
    }

    /** {@return the names of all classes it mentions, as {@link Class#getName()} gives them, itself included} */
    Set<String> mentioned() {
        var names = new LinkedHashSet<String>();
        constants.collectTypes(names);
        return names;
    }

    /** {@return its methods, each as name and descriptor in one} */
    Set<String> methods() {
        return methods.keySet();
    }

    /** {@return the instructions of a method, empty for one that is abstract, null if there is no such method} */
    byte @Nullable [] code(String method) {
        return methods.get(method);
    }

    /** {@return the arguments of a bootstrap method, as indexes of constants} */
    int[] bootstrapArguments(int bootstrap) {
        return bootstraps.get(bootstrap);
    }

    private void readMembers(DataInputStream in, boolean areMethods) throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            in.readUnsignedShort();
            String key = constants.text(in.readUnsignedShort()) + constants.text(in.readUnsignedShort());
            byte[] code = NO_CODE;
            int attributes = in.readUnsignedShort();
            for (int j = 0; j < attributes; j++) {
                String attribute = constants.text(in.readUnsignedShort());
                byte[] content = in.readNBytes(in.readInt());
                if (attribute.equals("Code")) code = instructions(content);
            }
            if (areMethods) methods.put(key, code);
        }
    }

    private static byte[] instructions(byte[] code) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(code));
        in.readInt();
        return in.readNBytes(in.readInt());
    }

    private void readAttributes(DataInputStream in) throws IOException {
        int attributes = in.readUnsignedShort();
        for (int i = 0; i < attributes; i++) {
            String attribute = constants.text(in.readUnsignedShort());
            var content = new DataInputStream(new ByteArrayInputStream(in.readNBytes(in.readInt())));
            if (attribute.equals("SourceFile")) sourceFile = constants.text(content.readUnsignedShort());
            if (attribute.equals("BootstrapMethods")) readBootstraps(content);
        }
    }

    private void readBootstraps(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            in.readUnsignedShort();
            int[] arguments = new int[in.readUnsignedShort()];
            for (int j = 0; j < arguments.length; j++) arguments[j] = in.readUnsignedShort();
            bootstraps.add(arguments);
        }
    }
}
