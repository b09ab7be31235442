/**
 * What both JVMs share: rings in a mapped file, doorbells, messages, and the encoding of values.
 *
 * <pre>
 *   caller's JVM                        shared file                        worker's JVM
 *
 *   Sender ---- write, publish ----&gt; [ ring to worker ] ---- read ----&gt; RingSource in Inbox
 *      \------- ring, if it sleeps ------- stdin ---------------------&gt; Doorbell
 *   Link ------ offer, take back --&gt; [ slots          ] &lt;--- claim ---- TaskLoop
 *      \------- interrupt ---------&gt; [ control page   ] &lt;--- started, heartbeat, last words
 *   RingSource in Receiver &lt;-------- [ ring to caller ] &lt;--- write ---- Outbox
 *      \------- wakes &lt;------------------- stdout --------------------- Doorbell
 * </pre>
 *
 * <p>{@code SharedFile} has the layout, {@code Ring} one direction of it, {@code RingSource} reads messages, {@code Message} lists
 * them, {@code SlotWord} says who has an item; {@code Encoder} and {@code Decoder} turn values into bytes and back, with {@code
 * Tags}. The {@code README.md} beside these files has the protocol with all its races, byte by byte.
 *
 * <p>Knows none of the packages above it. Runs in a worker before its first task: no lambdas, streams, regular expressions, logging.
 */
@NullMarked
package io.github.jvmpool.wire;

import org.jspecify.annotations.NullMarked;
