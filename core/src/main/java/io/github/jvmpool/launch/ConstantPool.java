package io.github.jvmpool.launch;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;

/** The constants of a class file. Indexes are those of the file, from 1. */
final class ConstantPool {
    private static final int UTF8 = 1;
    private static final int INTEGER = 3;
    private static final int FLOAT = 4;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int NAME_AND_TYPE = 12;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int DYNAMIC = 17;
    private static final int INVOKE_DYNAMIC = 18;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    /** A field or method by name: {@code owner} has slashes. */
    record Member(String owner, String name, String descriptor) {}

    private final byte[] tags;

    /** What a constant refers to: one index, or two of them in the upper and lower half. */
    private final int[] references;

    private final String[] texts;

    ConstantPool(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        tags = new byte[count];
        references = new int[count];
        texts = new String[count];
        for (int i = 1; i < count; i++) {
            tags[i] = in.readByte();
            switch (tags[i]) {
                case UTF8 -> texts[i] = in.readUTF();
                case INTEGER, FLOAT, FIELD, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, DYNAMIC, INVOKE_DYNAMIC ->
                    references[i] = in.readInt();
                case LONG, DOUBLE -> {
                    in.readLong();
                    i++;
                }
                case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> references[i] = in.readUnsignedShort();
                case METHOD_HANDLE -> references[i] = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                default -> throw new IOException("unknown constant " + tags[i] + " in a class file");
            }
        }
    }

    String text(int index) {
        return texts[index];
    }

    /** {@return the name, with slashes, of the class constant at {@code index}} */
    String type(int index) {
        return texts[references[index]];
    }

    boolean isMember(int index) {
        return tags[index] == FIELD || tags[index] == METHOD || tags[index] == INTERFACE_METHOD;
    }

    /** {@return the field or method that the constant at {@code index} names} */
    Member member(int index) {
        int nameAndType = references[references[index] & 0xffff];
        return new Member(type(references[index] >>> 16), texts[nameAndType >>> 16], texts[nameAndType & 0xffff]);
    }

    boolean isHandle(int index) {
        return tags[index] == METHOD_HANDLE;
    }

    /** {@return the field or method that the method handle at {@code index} leads to} */
    Member handle(int index) {
        return member(references[index] & 0xffff);
    }

    boolean isDynamic(int index) {
        return tags[index] == DYNAMIC || tags[index] == INVOKE_DYNAMIC;
    }

    /** {@return which bootstrap method the dynamic constant at {@code index} uses} */
    int bootstrap(int index) {
        return references[index] >>> 16;
    }

    /** Adds the names, as {@link Class#getName()} gives them, of all classes that the constants mention, but no array classes. */
    void collectTypes(Set<String> into) {
        for (int i = 1; i < tags.length; i++) {
            switch (tags[i]) {
                case CLASS -> {
                    String name = type(i);
                    if (name.startsWith("[")) collectDescriptor(name, into);
                    else into.add(name.replace('/', '.'));
                }
                case NAME_AND_TYPE -> collectDescriptor(texts[references[i] & 0xffff], into);
                case METHOD_TYPE -> collectDescriptor(texts[references[i]], into);
                default -> {}
            }
        }
    }

    private static void collectDescriptor(String descriptor, Set<String> into) {
        for (int i = 0; i < descriptor.length(); i++) {
            if (descriptor.charAt(i) != 'L') continue;
            int end = descriptor.indexOf(';', i);
            into.add(descriptor.substring(i + 1, end).replace('/', '.'));
            i = end;
        }
    }
}
