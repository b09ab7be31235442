/** What both JVMs share: rings in a mapped file, doorbells, messages, and the encoding of values. */
@NullMarked
package io.github.jvmpool.wire;

import org.jspecify.annotations.NullMarked;
