package io.github.jvmpool.cli;

import java.io.Serializable;

/**
 * What was counted in one class file.
 *
 * @param name module and class, such as {@code java.base/java/lang/Object.class}
 * @param bytes the length of the file
 * @param deflated its length when compressed, quickly
 * @param methods how many methods the class has
 * @param instructions bytecode instructions in all methods
 * @param longestMethod the method with the most instructions, empty if there is none
 * @param longestMethodInstructions how many those are
 */
record ClassSize(
        String name,
        int bytes,
        int deflated,
        int methods,
        int instructions,
        String longestMethod,
        int longestMethodInstructions)
        implements Serializable {}
