package io.github.jvmpool.bench;

import java.util.OptionalDouble;

/** Something that can be measured. */
interface Contestant extends AutoCloseable {
    /** {@return what the table calls it} */
    String name();

    /** {@return one measurement, or empty if it does not take part in this one} */
    OptionalDouble measure(Measure measure, int argument) throws Exception;

    @Override
    void close();
}
