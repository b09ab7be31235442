package io.github.jvmpool.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class ClassFileTest {
    private static int counter;

    static int everyKind(int[] values, String text, long big, Object other) {
        int sum = 0;
        for (int i = 0; i < values.length; i++) sum += values[i];
        switch (sum) {
            case 1, 2, 3 -> sum += 1;
            case 1_000_000 -> sum += 2;
            default -> sum += text.length();
        }
        switch (values.length) {
            case 0 -> sum++;
            case 1 -> sum--;
            case 2 -> sum += 2;
            default -> sum += 3;
        }
        int[][] grid = new int[sum & 7][3];
        List<Object> list = new ArrayList<>();
        Runnable later = () -> list.add(text);
        synchronized (ClassFileTest.class) {
            counter += grid.length;
        }
        later.run();
        return other instanceof String s ? s.length() : (int) (big % 3) + sum + counter;
    }

    @Test
    void findsTheConstantsThatInstructionsUse() throws Exception {
        var file = new ClassFile(ClassFiles.of(ClassFileTest.class));
        String method = file.methods().stream()
                .filter(each -> each.startsWith("everyKind"))
                .findFirst()
                .orElseThrow();
        Set<String> members = new HashSet<>();

        Instructions.constants(file.code(method), index -> {
            if (file.constants.isMember(index))
                members.add(file.constants.member(index).name());
            if (file.constants.isDynamic(index)) members.add("dynamic " + file.constants.bootstrap(index));
        });

        assertThat(members).contains("counter", "length", "<init>", "run", "dynamic 0");
        assertThat(file.sourceFile()).isEqualTo("ClassFileTest.java");
        assertThat(file.name()).isEqualTo(ClassFileTest.class.getName());
        assertThat(file.mentioned()).contains("java.util.ArrayList", ClassFileTest.class.getName());
    }

    @Test
    void walksEveryMethodOfLargeClassesToItsEnd() throws Exception {
        for (Class<?> type : List.of(
                ForkJoinPool.class,
                java.util.regex.Pattern.class,
                java.math.BigInteger.class,
                java.util.Formatter.class,
                java.util.concurrent.ConcurrentHashMap.class,
                java.lang.invoke.MethodHandles.class)) {
            var file = new ClassFile(ClassFiles.of(type));
            for (String method : file.methods())
                assertThatCode(() -> Instructions.constants(file.code(method), index -> {}))
                        .as(type + " " + method)
                        .doesNotThrowAnyException();
        }
    }
}
