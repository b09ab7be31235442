package io.github.jvmpool.cli;

import java.io.Serializable;

/**
 * The sums over many class files.
 *
 * @param classes how many
 * @param bytes the length of all files
 * @param deflated the length of all files when compressed
 * @param methods all methods
 * @param instructions all bytecode instructions
 * @param largest the longest file
 * @param longest the class with the longest method
 */
record Census(
        int classes, long bytes, long deflated, long methods, long instructions, ClassSize largest, ClassSize longest)
        implements Serializable {
    private static final ClassSize NONE = new ClassSize("", 0, 0, 0, 0, "", 0);

    static final Census EMPTY = new Census(0, 0, 0, 0, 0, NONE, NONE);

    static Census of(Iterable<ClassSize> sizes) {
        var census = EMPTY;
        for (var size : sizes) census = census.plus(size);
        return census;
    }

    /** {@return the sums with one more class; of two that are equally large the first counts} */
    Census plus(ClassSize size) {
        return new Census(
                classes + 1,
                bytes + size.bytes(),
                deflated + size.deflated(),
                methods + size.methods(),
                instructions + size.instructions(),
                size.bytes() > largest.bytes() ? size : largest,
                size.longestMethodInstructions() > longest.longestMethodInstructions() ? size : longest);
    }
}
