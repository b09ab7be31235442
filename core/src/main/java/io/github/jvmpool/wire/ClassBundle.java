package io.github.jvmpool.wire;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Class files of one class loader that travel together, by class name. */
public final class ClassBundle {
    /** A bundle without classes. */
    public static final ClassBundle EMPTY = new ClassBundle(Map.of());

    private final Map<String, byte[]> files;

    /** Takes over {@code files}: class names as {@link Class#getName()} gives them, and what is in their files. */
    public ClassBundle(Map<String, byte[]> files) {
        this.files = files;
    }

    /** {@return the class files by name; not to be changed} */
    public Map<String, byte[]> files() {
        return files;
    }

    /** Writes it so that {@link #read} reads it. */
    public void write(PlainSink out) {
        out.int32(files.size());
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            out.text(file.getKey());
            out.block(file.getValue());
        }
    }

    /** {@return the bundle that comes next} */
    public static ClassBundle read(Source in) throws IOException {
        int count = in.int32();
        if (count == 0) return EMPTY;
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) files.put(PlainData.text(in), PlainData.block(in));
        return new ClassBundle(files);
    }
}
