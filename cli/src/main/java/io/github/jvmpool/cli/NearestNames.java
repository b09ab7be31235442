package io.github.jvmpool.cli;

import static java.util.Comparator.comparingInt;
import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;

/** What somebody who mistyped a name may have meant. */
final class NearestNames {
    private static final int MOST = 3;

    private NearestNames() {}

    /** {@return up to three names that contain the word or are a few letters away, the nearest first} */
    static List<String> to(String word, Iterable<String> names) {
        var wanted = word.toLowerCase(ROOT);
        List<String> near = new ArrayList<>();
        for (var name : names) {
            if (distance(wanted, name) <= Math.max(2, wanted.length() / 3) || isPart(wanted, name)) near.add(name);
        }
        near.sort(comparingInt(name -> distance(wanted, name)));
        return List.copyOf(near.subList(0, Math.min(MOST, near.size())));
    }

    private static boolean isPart(String word, String name) {
        return word.length() >= 3 && name.contains(word);
    }

    /** {@return how many letters must be put in, left out or changed to make one word the other (Levenshtein)} */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
