/**
 * Ways to start a Java program, and class loaders a program may have: a pool works in each. {@code docs/launch-modes.md} is the table for
 * users.
 */
@NullMarked
package io.github.jvmpool.tests.launch;

import org.jspecify.annotations.NullMarked;
