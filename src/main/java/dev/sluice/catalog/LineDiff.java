package dev.sluice.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares two texts line by line, by a longest common subsequence. Time and memory are bounded by {@link #MAX_CELLS}. */
final class LineDiff {
    /** Beyond so many pairs of lines everything between the first and the last difference is told as changed. */
    static final int MAX_CELLS = 4_000_000;
    /** Lines shown around a change. */
    static final int CONTEXT = 2;

    private LineDiff() {}

    private record Line(char sign, String text) {}

    /** Changed lines with what is around them: {@code "- old"}, {@code "+ new"}, {@code "  same"}, {@code "..."} for the rest. */
    static List<String> of(String before, String after) {
        List<Line> all = compared(before.lines().toList(), after.lines().toList());
        boolean[] shown = new boolean[all.size()];
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).sign() != ' ') {
                Arrays.fill(shown, Math.max(0, i - CONTEXT), Math.min(all.size(), i + CONTEXT + 1), true);
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (shown[i]) {
                lines.add(all.get(i).sign() + " " + all.get(i).text());
            } else if (i == 0 || shown[i - 1]) {
                lines.add("...");
            }
        }
        return lines;
    }

    private static List<Line> compared(List<String> before, List<String> after) {
        int head = 0;
        while (head < Math.min(before.size(), after.size()) && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(before.size(), after.size()) - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        List<Line> lines = new ArrayList<>();
        before.subList(0, head).forEach(line -> lines.add(new Line(' ', line)));
        middle(before.subList(head, before.size() - tail), after.subList(head, after.size() - tail), lines);
        before.subList(before.size() - tail, before.size()).forEach(line -> lines.add(new Line(' ', line)));
        return lines;
    }

    private static void middle(List<String> before, List<String> after, List<Line> lines) {
        if ((long) (before.size() + 1) * (after.size() + 1) > MAX_CELLS) {
            before.forEach(line -> lines.add(new Line('-', line)));
            after.forEach(line -> lines.add(new Line('+', line)));
            return;
        }
        int[][] common = common(before, after);
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(' ', before.get(i++)));
                j++;
            } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line('-', before.get(i++)));
            } else {
                lines.add(new Line('+', after.get(j++)));
            }
        }
    }

    /** How many lines are common to what follows each pair of lines. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
