package dev.sluice.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Keys of endpoints with a selection of what there is. */
final class VirtualServerKeys {
    static final KeyPath SECTION = KeyPath.of("servers");

    static final Key<List<String>> TOOLS = Key.of(
            "servers.*.tools", ServiceKeys.patterns(), "patterns of public tool names, * stands for any characters");
    static final Key<List<String>> PROMPTS =
            Key.of("servers.*.prompts", ServiceKeys.patterns(), "patterns of public prompt names");
    static final Key<List<String>> RESOURCES =
            Key.of("servers.*.resources", ServiceKeys.patterns(), "patterns of URIs");
    static final Key<Map<String, String>> PREFIXES = Key.of(
            "servers.*.prefixes",
            new MapKind<>(
                    KeyTree.PROVIDER,
                    Kinds.form(
                            "[A-Za-z0-9_.-]{0,32}",
                            "is no prefix",
                            "use up to 32 letters, digits, _, . and -; \"\" for none"),
                    1024),
            "prefixes that differ here, by service; the patterns see the usual ones");
    static final Key<List<String>> ROLES = Key.of(
            "servers.*.roles",
            Kinds.listOf(Kinds.text(128), 64),
            "roles of which a caller needs one to use the endpoint at all; empty: every authenticated caller");
    static final Key<Integer> PER_USER = Key.optional(
            "servers.*.perUser",
            Kinds.integer(1, 1_000_000_000),
            "requests for work of one caller at this endpoint in the window of the limits");
    static final AdmissionKeys ADMISSION = AdmissionKeys.of("servers.*.admission", "this endpoint");
    static final Key<Boolean> SEARCH = Key.of(
            "servers.*.search", Kinds.truth(), "whether tools are found by a search tool instead of being listed");
    static final Key<List<String>> LISTED =
            Key.of("servers.*.listed", ServiceKeys.patterns(), "patterns of tools that are listed all the same");
    static final Key<String> INSTRUCTIONS =
            Key.optional("servers.*.instructions", TextKinds.prose(8192), "what clients are told of the endpoint");

    static final List<Key<?>> ALL = Stream.of(
                    List.of(TOOLS, PROMPTS, RESOURCES, PREFIXES, ROLES, PER_USER),
                    ADMISSION.all(),
                    List.of(SEARCH, LISTED, INSTRUCTIONS))
            .<Key<?>>flatMap(List::stream)
            .toList();

    private VirtualServerKeys() {}

    static Map<String, VirtualServerConfig> servers(Values values) {
        Map<String, VirtualServerConfig> servers = new LinkedHashMap<>();
        for (String name : values.names(SECTION)) {
            servers.put(name, server(values.named(name), SECTION.child(name)));
        }
        return servers;
    }

    private static VirtualServerConfig server(Values own, KeyPath path) {
        return new VirtualServerConfig(
                own.get(TOOLS),
                own.get(PROMPTS),
                own.get(RESOURCES),
                own.get(PREFIXES),
                new HashSet<>(own.get(ROLES)),
                own.find(PER_USER).map(OptionalInt::of).orElse(OptionalInt.empty()),
                ADMISSION.read(own, path.child("admission")),
                own.get(SEARCH),
                own.get(LISTED),
                own.find(INSTRUCTIONS));
    }
}
