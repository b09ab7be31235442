/**
 * Objects that several processes use together: queues, locks, values, memory, collections, pipes.
 *
 * <p>Every one may be captured by a task or a {@code JvmProcess}, passed as an argument, returned as a result and put into another one; all
 * processes then use the same object. Python's rule that they "should only be shared between processes through inheritance" does not
 * exist here.
 *
 * <p>An object lives in one JVM, its <em>home</em>: that which was there first, from which all pools and processes descend, unless it is
 * made by a {@link io.github.jvmpool.shared.Manager}. It lives until it is closed, or until no process holds it any more; what is on its
 * way to a process is held for at least a minute. What is put into an object is copied, as an argument of a task is: processes share
 * the object, not its elements.
 *
 * <p>All types may be used by any number of threads and processes. What an operation has done when it returns is seen by every operation
 * that begins later, in whatever process; a queue says what order its elements have. When a process ends, however it does, what it held is given back: locks, permits, and items that it had
 * not taken. When the home ends, every operation throws {@link io.github.jvmpool.shared.ManagerLostException}, those that wait at once.
 */
@NullMarked
package io.github.jvmpool.shared;

import org.jspecify.annotations.NullMarked;
