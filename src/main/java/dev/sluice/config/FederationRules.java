package dev.sluice.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules between the keys of what stands behind the gateway and of the endpoints before it. */
final class FederationRules {
    /** Names that paths below {@code /mcp/} may need for something else. */
    private static final Set<String> TAKEN_SERVERS = Set.of("mcp", "sse", "messages", "health", "metrics", "console");

    private final Values values;
    private final Sources sources;
    private final Problems problems;

    FederationRules(Values values, Sources sources, Problems problems) {
        this.values = values;
        this.sources = sources;
        this.problems = problems;
    }

    void check() {
        names();
        ServiceRules services = new ServiceRules(sources, problems);
        for (String name : values.names(UpstreamKeys.SECTION)) {
            services.upstream(values.named(name), UpstreamKeys.SECTION.child(name));
        }
        for (String name : values.names(RestKeys.SECTION)) {
            services.rest(values.named(name), RestKeys.SECTION.child(name));
            tools(RestKeys.SECTION.child(name).child("tools"), values.named(name));
        }
        values.names(VirtualServerKeys.SECTION).forEach(this::server);
    }

    private void tools(KeyPath section, Values service) {
        for (String tool : service.names(section)) {
            new EndpointRules(section.child(tool), sources, problems).check(service.named(tool));
        }
    }

    /** A provider has one name, whatever it is. */
    private void names() {
        List<KeyPath> sections = List.of(UpstreamKeys.SECTION, RestKeys.SECTION, RuleKeys.PROVIDERS);
        for (int i = 0; i < sections.size(); i++) {
            for (String name : values.names(sections.get(i))) {
                for (KeyPath earlier : sections.subList(0, i)) {
                    if (values.names(earlier).contains(name)) {
                        KeyPath path = sections.get(i).child(name);
                        problems.add(
                                path,
                                sources.of(path),
                                "",
                                "is the name of one of " + earlier + " too, at " + sources.of(earlier.child(name)),
                                sections.get(i).equals(RuleKeys.PROVIDERS)
                                        ? "its breaker, admission and retries belong there"
                                        : "give one of them another name");
                    }
                }
            }
        }
    }

    private void server(String name) {
        KeyPath path = VirtualServerKeys.SECTION.child(name);
        if (TAKEN_SERVERS.contains(name)) {
            problems.add(path, sources.of(path), "", "is a name that a path needs", "call the endpoint something else");
        }
        KeyPath prefixes = path.child("prefixes");
        if (problems.concerns(prefixes)) {
            return;
        }
        Set<String> known = known();
        for (String provider :
                values.named(name).get(VirtualServerKeys.PREFIXES).keySet()) {
            if (!known.contains(provider)) {
                KeyPath at = prefixes.child(provider);
                Optional<String> near = Nearest.to(provider, known);
                problems.add(
                        at,
                        sources.of(at),
                        "",
                        "is the name of no service",
                        near.map(text -> "did you mean " + text + "?")
                                .orElse("name one of upstreams or rest, or a provider that stands under providers"));
            }
        }
    }

    private Set<String> known() {
        Set<String> known = new HashSet<>(values.names(UpstreamKeys.SECTION));
        known.addAll(values.names(RestKeys.SECTION));
        known.addAll(values.names(RuleKeys.PROVIDERS));
        return known;
    }
}
