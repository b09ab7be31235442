package io.github.jvmpool;

import java.io.Serializable;

/**
 * Who a worker is.
 *
 * @param name the worker's name, unique in its pool, such as {@code worker-2}
 * @param pid the process id
 * @param poolName the name of its pool
 * @param tasksDone how many tasks it had finished when this picture was taken
 */
public record WorkerInfo(String name, long pid, String poolName, long tasksDone) implements Serializable {}
