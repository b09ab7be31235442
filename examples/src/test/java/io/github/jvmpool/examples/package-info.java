@NullMarked
package io.github.jvmpool.examples;

import org.jspecify.annotations.NullMarked;
