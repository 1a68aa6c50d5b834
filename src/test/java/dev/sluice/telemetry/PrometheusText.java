package dev.sluice.telemetry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the Prometheus text format (0.0.4) and refuses what a scraper would refuse. */
final class PrometheusText {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\\S.*)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "(?:\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\.)*\",?)*})? "
            + "(?:[+-]?(?:[0-9.]+(?:[eE][+-]?[0-9]+)?|Inf)|NaN)");

    private PrometheusText() {}

    /** The type of each family. Fails when a sample has no HELP or TYPE before it, or comes twice. */
    static Map<String, String> families(String text) {
        Map<String, String> types = new HashMap<>();
        Set<String> helped = new HashSet<>();
        Set<String> samples = new HashSet<>();
        for (String line : text.split("\n", -1)) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                helped.add(help.group(1));
            } else if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                String family = family(sample.group(1), types);
                require(helped.contains(family), "no HELP for " + line);
                require(samples.add(line.substring(0, line.lastIndexOf(' '))), "twice: " + line);
            } else {
                require(line.isEmpty(), "not understood: " + line);
            }
        }
        return types;
    }

    private static String family(String name, Map<String, String> types) {
        if (types.containsKey(name)) {
            return name;
        }
        String base = name.replaceFirst("_(bucket|count|sum)$", "");
        require(types.containsKey(base), "no TYPE for " + name);
        return base;
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new AssertionError(problem);
        }
    }
}
