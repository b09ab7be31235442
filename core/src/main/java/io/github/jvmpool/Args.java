package io.github.jvmpool;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/** Makes the argument tuples that {@code starmap} takes. */
public final class Args {
    private Args() {}

    /**
     * {@return a pair of arguments}
     *
     * @param a the first argument
     * @param b the second argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     */
    public static <A, B> Args2<A, B> of(A a, B b) {
        return new Args2<>(a, b);
    }

    /**
     * {@return a triple of arguments}
     *
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     */
    public static <A, B, C> Args3<A, B, C> of(A a, B b, C c) {
        return new Args3<>(a, b, c);
    }

    /**
     * {@return the pairs of the elements of two iterables, stopping at the shorter, like Python's {@code zip}}
     *
     * <p>The iterables are read lazily, once for each iterator taken from the result.
     *
     * @param as the first arguments
     * @param bs the second arguments
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     */
    public static <A, B> Iterable<Args2<A, B>> zip(Iterable<? extends A> as, Iterable<? extends B> bs) {
        Objects.requireNonNull(as, "as");
        Objects.requireNonNull(bs, "bs");
        return () -> {
            Iterator<? extends A> a = as.iterator();
            Iterator<? extends B> b = bs.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return a.hasNext() && b.hasNext();
                }

                @Override
                public Args2<A, B> next() {
                    if (!hasNext()) throw new NoSuchElementException();
                    return new Args2<>(a.next(), b.next());
                }
            };
        };
    }
}
