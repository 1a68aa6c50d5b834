package dev.sluice.provider.search;

import dev.sluice.bus.SearchTools;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Ranks the tools of one catalogue by how well they fit some words (BM25 over names, titles and descriptions, of which names
 * count most). What is ranked the same stays in the order of the catalogue. Immutable.
 */
final class ToolIndex {
    /** Words of a query that count. */
    static final int MAX_QUERY = 32;
    /** Words that begin like one of a query and count as well. */
    static final int MAX_LONGER = 64;

    private static final double NAME = 3;
    private static final double TITLE = 2;
    private static final double DESCRIPTION = 1;
    private static final double SATURATION = 1.2;
    private static final double LENGTH = 0.6;
    private static final double BEGINS_ALIKE = 0.5;
    private static final double SAME_NAME = 1_000;
    private static final int LEAST_BEGINNING = 3;

    private final List<ToolEntry> tools;
    private final SortedMap<String, Postings> terms = new TreeMap<>();

    /** What a word adds to the score of each tool that has it. */
    private static final class Postings {
        private final int[] tools;
        private final double[] scores;

        private Postings(int[] tools, double[] scores) {
            this.tools = tools;
            this.scores = scores;
        }
    }

    ToolIndex(List<ToolEntry> all) {
        this.tools = all.stream()
                .filter(tool -> !tool.provider().equals(SearchTools.PROVIDER))
                .toList();
        Map<String, Map<Integer, Double>> weights = new HashMap<>();
        double[] lengths = new double[tools.size()];
        for (int i = 0; i < lengths.length; i++) {
            int at = i;
            weigh(tools.get(i)).forEach((word, weight) -> {
                weights.computeIfAbsent(word, ignored -> new TreeMap<>()).put(at, weight);
                lengths[at] += weight;
            });
        }
        double average = Math.max(1, Arrays.stream(lengths).average().orElse(1));
        weights.forEach((word, of) -> terms.put(word, postings(of, lengths, average)));
    }

    /**
     * The best tools for a query, best first.
     *
     * @param allowed which tools may be among them
     */
    List<ToolEntry> find(String query, int limit, Predicate<ToolEntry> allowed) {
        double[] scores = new double[tools.size()];
        Set<String> words =
                new HashSet<>(Words.of(query).stream().limit(MAX_QUERY).toList());
        // In a fixed order: sums of doubles depend on it.
        words.stream().sorted().forEach(word -> add(word, scores));
        String name = query.strip();
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (tools.get(i).name().equals(name)) {
                scores[i] += SAME_NAME;
            }
            if (scores[i] > 0 && allowed.test(tools.get(i))) {
                found.add(i);
            }
        }
        found.sort((a, b) -> scores[a] == scores[b] ? Integer.compare(a, b) : Double.compare(scores[b], scores[a]));
        return found.stream().limit(limit).map(tools::get).toList();
    }

    int size() {
        return tools.size();
    }

    private void add(String word, double[] scores) {
        Postings exact = terms.get(word);
        if (exact != null) {
            add(exact, 1, scores);
        }
        if (word.length() >= LEAST_BEGINNING) {
            terms.tailMap(word + '\0').entrySet().stream()
                    .takeWhile(term -> term.getKey().startsWith(word))
                    .limit(MAX_LONGER)
                    .forEach(term -> add(term.getValue(), BEGINS_ALIKE, scores));
        }
    }

    private static void add(Postings postings, double factor, double[] scores) {
        for (int i = 0; i < postings.tools.length; i++) {
            scores[postings.tools[i]] += factor * postings.scores[i];
        }
    }

    private Postings postings(Map<Integer, Double> weights, double[] lengths, double average) {
        int count = weights.size();
        double rarity = Math.log(1 + (tools.size() - count + 0.5) / (count + 0.5));
        int[] ids = new int[count];
        double[] scores = new double[count];
        int at = 0;
        for (Map.Entry<Integer, Double> entry : weights.entrySet()) {
            int tool = entry.getKey();
            double weight = entry.getValue();
            double norm = SATURATION * (1 - LENGTH + LENGTH * lengths[tool] / average);
            ids[at] = tool;
            scores[at++] = rarity * weight * (SATURATION + 1) / (weight + norm);
        }
        return new Postings(ids, scores);
    }

    private static Map<String, Double> weigh(ToolEntry tool) {
        Map<String, Double> weights = new TreeMap<>();
        weigh(tool.name(), NAME, weights);
        try {
            RawObject definition = RawObject.scan(tool.definition());
            weigh(Objects.requireNonNullElse(definition.text("title"), ""), TITLE, weights);
            weigh(Objects.requireNonNullElse(definition.text("description"), ""), DESCRIPTION, weights);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a definition is not a JSON object", e);
        }
        return weights;
    }

    private static void weigh(String text, double weight, Map<String, Double> weights) {
        Words.of(text).forEach(word -> weights.merge(word, weight, Double::sum));
    }
}
