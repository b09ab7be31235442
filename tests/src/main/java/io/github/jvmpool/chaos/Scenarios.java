package io.github.jvmpool.chaos;

import java.util.List;
import java.util.Optional;

/** The scenarios by name. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(
            new KillScenario(),
            new MixScenario(),
            new PoisonScenario(),
            new LimitScenario(),
            new CancelScenario(),
            new ParentScenario(),
            new ApiScenario(),
            new CrashLoopScenario(),
            new LeakScenario(),
            new ClockScenario(),
            new StopScenario(),
            new ResultScenario(),
            new FloodScenario(),
            new FrameScenario(),
            new ResourceScenario());

    private Scenarios() {}

    /** {@return all of them} */
    public static List<Scenario> all() {
        return ALL;
    }

    /** {@return the scenario of that name} */
    public static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
