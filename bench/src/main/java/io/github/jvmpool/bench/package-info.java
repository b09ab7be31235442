/** The benchmark command: every performance figure of the documents comes from here. */
@NullMarked
package io.github.jvmpool.bench;

import org.jspecify.annotations.NullMarked;
