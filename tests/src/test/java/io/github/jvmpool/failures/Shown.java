package io.github.jvmpool.failures;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A method whose body, and what it throws, is shown in {@code docs/failures.md}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Shown {
    /** Where on the page. */
    int at();

    /** What has happened. */
    String title();

    /** What the message means. */
    String means();

    /** What to do. */
    String todo();
}
