/**
 * The worker's side: takes tasks from the ring, loads what it lacks from the caller, runs them.
 *
 * <pre>
 *   main thread                               link thread
 *   WorkerProcess: handshake, map, take pipes
 *   TaskLoop &lt;-- Inbox &lt;-- ring               LinkThread: at the Doorbell while a task runs,
 *     | claim the slot                          interrupts by Running, heartbeat,
 *     | FunctionTable, Decoder                  rings for results that were put off
 *     |   \-- WorkerLoaders -- CallerQuestions --&gt; caller
 *     | Invoker: the task itself              any thread of a task
 *     | LineOutput: what it printed             prints (LineOutput), asks for classes
 *     v Encoder, ErrorWriter                    (CallerQuestions, Inbox)
 *   Outbox --&gt; ring --&gt; Doorbell --&gt; caller
 * </pre>
 *
 * <p>Does not know {@code launch} nor the public package: {@code Invoker} is what that supplies. {@code wire/README.md} has the protocol.
 * A worker is ready within milliseconds because this package has no lambdas, streams, regular expressions or logging.
 */
@NullMarked
package io.github.jvmpool.worker;

import org.jspecify.annotations.NullMarked;
