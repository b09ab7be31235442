/** Faults on purpose: injectors, and scenarios that count what a pool makes of them. */
@NullMarked
package io.github.jvmpool.chaos;

import org.jspecify.annotations.NullMarked;
