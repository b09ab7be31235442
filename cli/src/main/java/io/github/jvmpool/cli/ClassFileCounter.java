package io.github.jvmpool.cli;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Counts the methods and the instructions of one class file, and its bytes, plain and compressed. */
final class ClassFileCounter extends ClassVisitor {
    private static final int NEWEST_KNOWN = Opcodes.V26;

    private int methods;
    private int instructions;
    private int ofMethod;
    private String longestMethod = "";
    private int longestMethodInstructions;

    private ClassFileCounter() {
        super(Opcodes.ASM9);
    }

    static ClassSize count(String name, byte[] file) {
        var counter = new ClassFileCounter();
        counter.new Reader(readable(file)).accept(counter, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new ClassSize(
                name,
                file.length,
                deflatedLength(file),
                counter.methods,
                counter.instructions,
                counter.longestMethod,
                counter.longestMethodInstructions);
    }

    /** A Java newer than the reader marks its class files with a version that the reader refuses; what is counted here stays the same. */
    private static byte[] readable(byte[] file) {
        int major = (file[6] & 0xFF) << 8 | file[7] & 0xFF;
        if (major <= NEWEST_KNOWN) return file;
        byte[] older = file.clone();
        older[6] = 0;
        older[7] = NEWEST_KNOWN;
        return older;
    }

    private static int deflatedLength(byte[] file) {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(file);
            deflater.finish();
            byte[] buffer = new byte[8192];
            int length = 0;
            while (!deflater.finished()) length += deflater.deflate(buffer);
            return length;
        } finally {
            deflater.end();
        }
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        methods++;
        ofMethod = 0;
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitEnd() {
                instructions += ofMethod;
                if (ofMethod <= longestMethodInstructions) return;
                longestMethodInstructions = ofMethod;
                longestMethod = name;
            }
        };
    }

    /** Tells of every instruction, whatever its kind. */
    private final class Reader extends ClassReader {
        Reader(byte[] file) {
            super(file);
        }

        @Override
        protected void readBytecodeInstructionOffset(int offset) {
            ofMethod++;
        }
    }
}
