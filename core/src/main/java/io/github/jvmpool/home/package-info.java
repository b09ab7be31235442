/**
 * Objects that several JVMs use: each lives in one JVM, its home, and the others talk to it. Not exported.
 *
 * <p>The way of an operation: a {@code Shared…} object of {@code io.github.jvmpool.shared} holds a {@link
 * io.github.jvmpool.home.Remote}, which names an object and its {@link io.github.jvmpool.home.Place}. It begins a {@link
 * io.github.jvmpool.home.Request}; where the object lives in this JVM, {@link io.github.jvmpool.home.Home} hands it as a {@link
 * io.github.jvmpool.home.Call} to the {@link io.github.jvmpool.home.Hosted} object at once; where not, {@link
 * io.github.jvmpool.home.FarHome} sends it over its {@link io.github.jvmpool.home.Line} to the {@link
 * io.github.jvmpool.home.Session} in the other JVM, which does. The hosted object answers at once or, if the caller has to wait, later;
 * it never blocks.
 *
 * <p>Between processes of one machine a line is a shared file with two rings ({@code io.github.jvmpool.wire}) and a Unix domain socket
 * whose bytes only wake; between machines, a TCP connection. Both begin with a proof that either side knows the key ({@link
 * io.github.jvmpool.home.Proof}) before anything else is read.
 *
 * <p>The home of what {@code create()} makes is the first JVM of the family: that which no worker and no {@code JvmProcess} is. It
 * outlives all the others, for they end with it.
 */
@NullMarked
package io.github.jvmpool.home;

import org.jspecify.annotations.NullMarked;
