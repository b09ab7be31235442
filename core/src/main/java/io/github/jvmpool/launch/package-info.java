/** The caller's side of a worker process: starting it, draining its pipes, serving it the caller's classes. */
@NullMarked
package io.github.jvmpool.launch;

import org.jspecify.annotations.NullMarked;
