package dev.sluice.config;

import dev.sluice.config.JsonText.Located;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes upstreams of the entries of a file of servers, by the rules and defaults of the keys of upstreams. Confined to
 * one thread.
 */
final class McpServerEntries {
    private final EditorVariables variables;
    private final Problems problems;
    private final List<String> warnings;
    private final Map<KeyPath, Written> defaults = ConfigLoader.defaults().values();
    private final Map<String, UpstreamConfig> upstreams = new LinkedHashMap<>();
    private final Map<String, ProviderConfig> providers = new LinkedHashMap<>();

    McpServerEntries(EditorVariables variables, Problems problems, List<String> warnings) {
        this.variables = variables;
        this.problems = problems;
        this.warnings = warnings;
    }

    McpServersFile result(Path file) {
        return new McpServersFile(file, upstreams, providers, warnings);
    }

    /** Takes an entry; says what is wrong with it, and what is not used. One that is switched off is left out. */
    void add(String name, Located entry) {
        KeyPath path = KeyPath.of("mcpServers").child(ScalarKind.shortened(name));
        Optional<Map<String, Located>> members = entry.members();
        if (members.isEmpty()) {
            problems.add(path, entry.where(), "", "is no object", "write it as {\"command\": …} or {\"url\": …}");
        } else if (!isOff(members.get())) {
            String fit = fit(name, entry.where());
            McpServerEntry read = new McpServerEntry(path, fit, members.get(), variables, problems, warnings);
            Values values = read.judged(entry.where(), defaults);
            UpstreamKeys.upstream(values, fit).ifPresent(upstream -> upstreams.put(fit, upstream));
            providers.put(fit, UpstreamKeys.SERVICE.provider(values, UpstreamKeys.SECTION.child(fit)));
        }
    }

    private static boolean isOff(Map<String, Located> members) {
        return says(members.get("disabled"), true) || says(members.get("enabled"), false);
    }

    private static boolean says(@Nullable Located member, boolean truth) {
        return member != null && Boolean.valueOf(truth).equals(member.value());
    }

    /** A name that an upstream may have and that no other has yet. */
    private String fit(String name, String where) {
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+", "");
        String bounded = shortened(plain.isEmpty() ? "server" : plain, 32);
        String fit = bounded;
        for (int i = 2; upstreams.containsKey(fit); i++) {
            fit = shortened(bounded, 32 - String.valueOf(i).length() - 1) + "-" + i;
        }
        if (!fit.equals(name)) {
            warnings.add(where + ": mcpServers." + ScalarKind.shortened(name) + ": is called " + fit + " here");
        }
        return fit;
    }

    private static String shortened(String name, int most) {
        return name.substring(0, Math.min(most, name.length())).replaceAll("-+$", "");
    }

    static String listed(Collection<String> names) {
        return names.stream()
                        .limit(10)
                        .map(ScalarKind::shortened)
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("")
                + (names.size() == 1 ? " is" : " are");
    }
}
