/** The worker's side: takes tasks from the ring, loads what it lacks from the caller, runs them. */
@NullMarked
package io.github.jvmpool.worker;

import org.jspecify.annotations.NullMarked;
