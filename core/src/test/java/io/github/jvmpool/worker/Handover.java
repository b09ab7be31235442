package io.github.jvmpool.worker;

import java.util.ArrayDeque;
import java.util.Deque;

/** Takes objects out of a JShell session. */
public final class Handover {
    /** What the session gave, last first. */
    public static final Deque<Object> GIVEN = new ArrayDeque<>();

    private Handover() {}
}
