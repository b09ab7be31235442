/** The command {@code jvmpool}. */
@NullMarked
package io.github.jvmpool.cli;

import org.jspecify.annotations.NullMarked;
