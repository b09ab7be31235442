package io.github.jvmpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
    @Test
    void countsLettersPutInLeftOutAndChanged() {
        assertThat(NearestNames.distance("pool", "pool")).isZero();
        assertThat(NearestNames.distance("pool", "pol")).isEqualTo(1);
        assertThat(NearestNames.distance("pool", "poole")).isEqualTo(1);
        assertThat(NearestNames.distance("", "map")).isEqualTo(3);
        assertThat(NearestNames.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void theNearestNameComesFirst() {
        assertThat(NearestNames.to("Polo", List.of("polio", "polo", "pipe"))).containsExactly("polo", "polio");
    }

    @Test
    void aPartOfANameIsEnough() {
        assertThat(NearestNames.to("blocking", List.of("hello-blocking", "squares")))
                .containsExactly("hello-blocking");
    }

    @Test
    void thereAreNeverMoreThanThree() {
        assertThat(NearestNames.to("aaa", List.of("aab", "aac", "aad", "aae"))).hasSize(3);
    }
}
