/**
 * The caller's side below the pool: starts worker JVMs and serves them classes.
 *
 * <p>{@code WorkerJvm} is a process with its pipes and its shared file, which lies in the {@code PoolDirectory} of the pool;
 * {@code JvmArguments} are its flags. {@code FunctionShapes} finds out what a lambda is made of, {@code ClassSource} answers what
 * one worker asks for, out of {@code CallerLoaders} and {@code ClassFiles}; {@code ReplVariables} knows JShell.
 *
 * <p>Does not know {@code worker} nor the public package; the process at the other end runs what {@code LaunchOptions} names.
 */
@NullMarked
package io.github.jvmpool.launch;

import org.jspecify.annotations.NullMarked;
