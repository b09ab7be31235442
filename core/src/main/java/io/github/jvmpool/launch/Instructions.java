package io.github.jvmpool.launch;

import java.io.IOException;
import java.util.function.IntConsumer;

/** Walks the instructions of a method. */
final class Instructions {
    private static final int LOAD_CONSTANT = 18;
    private static final int LOAD_CONSTANT_WIDE_INDEX = 19;
    private static final int LOAD_CONSTANT_TWO_SLOTS = 20;
    private static final int INCREMENT = 132;
    private static final int TABLE_SWITCH = 170;
    private static final int LOOKUP_SWITCH = 171;
    private static final int GET_STATIC = 178;
    private static final int NEW = 187;
    private static final int WIDE = 196;
    private static final int LAST = 201;

    /** How long the instruction with each operation code is, as a digit; those of 0 tell it themselves. */
    private static final String LENGTHS = "1".repeat(16) // constants
            + "23" + "233" // bipush, sipush, ldc, ldc_w, ldc2_w
            + "22222" + "1".repeat(20) + "11111111" // loads
            + "22222" + "1".repeat(20) + "11111111" // stores
            + "1".repeat(9) // stack
            + "1".repeat(36) + "3" // arithmetic, iinc
            + "1".repeat(15) + "11111" // conversions, comparisons
            + "3".repeat(16) + "2" // jumps, ret
            + "00" + "111111" // switches, returns
            + "3333333" + "5" + "5" // fields, calls, invokeinterface, invokedynamic
            + "3" + "2" + "3" + "1" + "1" + "33" + "11" // new … monitorexit
            + "0" + "4" + "33" + "55"; // wide, multianewarray, ifnull, ifnonnull, goto_w, jsr_w

    private Instructions() {}

    /**
     * Gives the index of each constant that an instruction refers to: loaded constants, fields, methods, dynamic calls and classes of new
     * objects.
     */
    static void constants(byte[] code, IntConsumer into) throws IOException {
        int at = 0;
        for (; at < code.length; at += length(code, at)) {
            int operation = code[at] & 0xff;
            if (operation == LOAD_CONSTANT) into.accept(code[at + 1] & 0xff);
            boolean wideIndex = operation == LOAD_CONSTANT_WIDE_INDEX
                    || operation == LOAD_CONSTANT_TWO_SLOTS
                    || (operation >= GET_STATIC && operation <= NEW);
            if (wideIndex) into.accept((code[at + 1] & 0xff) << 8 | (code[at + 2] & 0xff));
        }
        if (at != code.length) throw new IOException("the last instruction does not end where the method does");
    }

    private static int length(byte[] code, int at) throws IOException {
        int operation = code[at] & 0xff;
        if (operation > LAST) throw new IOException("unknown instruction " + operation);
        int padded = (at & ~3) + 4;
        return switch (operation) {
            case TABLE_SWITCH -> padded + 12 + 4 * (int32(code, padded + 8) - int32(code, padded + 4) + 1) - at;
            case LOOKUP_SWITCH -> padded + 8 + 8 * int32(code, padded + 4) - at;
            case WIDE -> (code[at + 1] & 0xff) == INCREMENT ? 6 : 4;
            default -> LENGTHS.charAt(operation) - '0';
        };
    }

    private static int int32(byte[] code, int at) {
        return (code[at] & 0xff) << 24
                | (code[at + 1] & 0xff) << 16
                | (code[at + 2] & 0xff) << 8
                | (code[at + 3] & 0xff);
    }
}
