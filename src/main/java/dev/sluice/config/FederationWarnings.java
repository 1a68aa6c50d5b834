package dev.sluice.config;

import dev.sluice.config.RestConfig.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is allowed of services and endpoints but hardly meant: one line each. */
final class FederationWarnings {
    private static final String SEPARATOR = "__";

    private final FederationConfig federation;
    private final Sources sources;
    private final List<String> warnings = new ArrayList<>();

    FederationWarnings(FederationConfig federation, Sources sources) {
        this.federation = federation;
        this.sources = sources;
    }

    List<String> all() {
        prefixes();
        federation.upstreams().forEach(this::sessions);
        federation
                .rest()
                .forEach((name, service) -> service.tools().forEach((tool, endpoint) -> {
                    arguments(RestKeys.SECTION.child(name).child("tools").child(tool), endpoint);
                }));
        federation.servers().forEach((name, server) -> {
            KeyPath path = VirtualServerKeys.SECTION.child(name);
            patterns(path.child("tools"), server.tools());
            patterns(path.child("prompts"), server.prompts());
            patterns(path.child("listed"), server.listed());
            if (!server.listed().isEmpty() && !server.search()) {
                warn(path.child("listed"), "is not used: search is false");
            }
        });
        return List.copyOf(warnings);
    }

    /** The gateway needs one session of its own: when that is all there is, everybody's calls run in it. */
    private void sessions(String name, UpstreamConfig upstream) {
        if (upstream.maxSessions() == 1
                && upstream.sessions() == UpstreamConfig.SessionsFor.CALLER
                && upstream.era() != UpstreamConfig.EraChoice.MODERN) {
            warn(
                    UpstreamKeys.SECTION.child(name).child("maxSessions"),
                    "1 leaves no session for callers: all share one, whatever sessions says; allow 2 or more, or say"
                            + " sessions: all");
        }
    }

    /** Services by their prefix; where several have the same, their names may collide. */
    private void prefixes() {
        Map<String, List<KeyPath>> byPrefix = new LinkedHashMap<>();
        services()
                .forEach((path, service) -> byPrefix.computeIfAbsent(service.prefix(), prefix -> new ArrayList<>())
                        .add(path));
        byPrefix.forEach((prefix, paths) -> {
            if (paths.size() > 1) {
                String others = paths.subList(0, paths.size() - 1).stream()
                        .map(KeyPath::toString)
                        .collect(Collectors.joining(", "));
                warn(
                        paths.getLast().child("prefix"),
                        "\"" + prefix + "\" is also that of " + others + ": tools of the same name hide each other");
            }
        });
    }

    private void arguments(KeyPath path, Endpoint endpoint) {
        SchemaArguments arguments = new SchemaArguments(endpoint.input());
        for (String name : TemplateText.names(endpoint.path())) {
            String argument = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
            if (!arguments.isSure(argument)) {
                warn(
                        path.child("path"),
                        "{" + name + "} is not required by input: a call without it can only be refused");
            }
        }
    }

    /** A pattern with two underscores seems to mean a service by its usual prefix. */
    private void patterns(KeyPath path, List<String> patterns) {
        Set<String> known = new LinkedHashSet<>();
        services().values().forEach(service -> known.add(service.prefix()));
        for (String pattern : patterns) {
            int star = pattern.indexOf('*');
            String head = star < 0 ? pattern : pattern.substring(0, star);
            int end = head.indexOf(SEPARATOR);
            if (end > 0 && known.stream().noneMatch(prefix -> !prefix.isEmpty() && head.startsWith(prefix))) {
                String prefix = head.substring(0, end + SEPARATOR.length());
                Optional<String> near = Nearest.to(prefix, known);
                warn(
                        path,
                        ScalarKind.shortened(pattern) + " names the prefix " + ScalarKind.shortened(prefix)
                                + ", which no service has"
                                + near.map(text -> "; did you mean " + text + "?")
                                        .orElse(""));
            }
        }
    }

    private Map<KeyPath, ServiceConfig> services() {
        Map<KeyPath, ServiceConfig> services = new LinkedHashMap<>();
        federation
                .upstreams()
                .forEach((name, upstream) -> services.put(UpstreamKeys.SECTION.child(name), upstream.service()));
        federation.rest().forEach((name, service) -> services.put(RestKeys.SECTION.child(name), service.service()));
        return services;
    }

    private void warn(KeyPath path, String text) {
        warnings.add(sources.of(path) + ": " + path + ": " + text);
    }
}
