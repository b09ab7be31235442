/**
 * Python's {@code multiprocessing} for Java: calls written as lambdas run in other JVMs.
 *
 * <p>Start at {@link io.github.jvmpool.Pool}.
 *
 * <p>For who reads the source, the life of a task, file by file:
 *
 * <pre>
 *   caller's JVM                                        worker's JVM
 *
 *   Pool, Operations      a call becomes a Work
 *   ProcessPacker         encoded on the caller's
 *                         own thread
 *   Engine, TaskQueue,    the chunk waits, and a worker
 *   Crew, Link            is chosen: a Flight in a slot
 *   Sender                --- CHUNK --- ring ---------&gt; worker.Inbox
 *                                                       worker.TaskLoop   claims, decodes, calls
 *                                                       WorkerMain, CallKind
 *   ClassSource           &lt;--- ASK, ANSWER -----------&gt; worker.WorkerLoaders
 *   Outputs               &lt;--- PRINT ------------------ worker.LineOutput
 *   Receiver              &lt;--- RESULT, ERROR --- ring - worker.Outbox
 *   Engine.outcome        retry, or report
 *   WorkResult, MapResult,
 *   ImapWork              the AsyncResult is completed
 * </pre>
 *
 * <p>The life of a worker: {@code WorkerStarter} starts it on the thread that then is its {@code Receiver}'s, {@code Crew} steps it from state to
 * state, {@code WorkerEnd} tells how it ended. {@code wire/README.md} has the protocol between the two JVMs.
 */
@NullMarked
package io.github.jvmpool;

import org.jspecify.annotations.NullMarked;
