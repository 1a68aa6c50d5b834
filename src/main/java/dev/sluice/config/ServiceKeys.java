package dev.sluice.config;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys that upstreams and REST services have in common, those of their provider included. */
record ServiceKeys(
        Key<Boolean> enabled,
        Key<URI> url,
        Key<String> prefix,
        Key<List<String>> roles,
        Key<List<String>> include,
        Key<List<String>> exclude,
        Key<PinMode> pins,
        Key<Map<String, Secret>> headers,
        CredentialKeys oauth,
        Key<Duration> timeout,
        Key<Duration> connectTimeout,
        Key<Integer> maxConnections,
        Key<Integer> retries,
        BreakerKeys breaker,
        AdmissionKeys admission) {
    private static final String WHOSE = "this service";
    private static final int MOST_PATTERNS = 1024;

    /** @param section such as {@code rest.*} */
    static ServiceKeys of(String section) {
        String at = section + ".";
        return new ServiceKeys(
                Key.of(at + "enabled", Kinds.truth(), "whether it is used"),
                Key.optional(at + "url", OutgoingKinds.service(), "http or https address"),
                Key.optional(
                        at + "prefix",
                        Kinds.form(
                                "[A-Za-z0-9_.-]{0,32}",
                                "is no prefix",
                                "use up to 32 letters, digits, _, . and -; \"\" for none"),
                        "put before the names of its tools and prompts; not set: its name and two underscores"),
                Key.of(
                        at + "roles",
                        Kinds.listOf(Kinds.text(128), 64),
                        "roles of which a caller needs one; empty: every authenticated caller"),
                Key.of(at + "include", patterns(), "patterns of its own tool names that are offered; empty: all"),
                Key.of(at + "exclude", patterns(), "patterns of its own tool names that are not offered"),
                Key.of(
                        at + "pins",
                        Kinds.choice(PinMode.class),
                        "what becomes of definitions that nobody has accepted"),
                Key.of(at + "headers", HeaderKinds.secrets(), "sent with every request to it"),
                CredentialKeys.of(at + "oauth"),
                Key.of(at + "timeout", WorkKeys.callTime(), "time limit of a call whose tool has no rule of its own"),
                Key.of(
                        at + "connectTimeout",
                        Kinds.duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
                        "how long a connection to it may take"),
                Key.of(
                        at + "maxConnections",
                        Kinds.integer(1, 10_000),
                        "connections to it at one time, of one event loop"),
                Key.of(at + "retries", WorkKeys.retries(), "how often an idempotent call is tried again"),
                BreakerKeys.of(at + "breaker", WHOSE),
                AdmissionKeys.required(at + "admission", WHOSE));
    }

    /** Patterns of names, in which {@code *} stands for any characters. */
    static Kind<List<String>> patterns() {
        return Kinds.listOf(Kinds.text(2048), MOST_PATTERNS);
    }

    /** All but the first two, which every section places where they read best. */
    List<Key<?>> others() {
        return Stream.of(
                        List.of(prefix, roles, include, exclude, pins, headers),
                        oauth.all(),
                        List.of(timeout, connectTimeout, maxConnections, retries),
                        breaker.all(),
                        admission.all())
                .<Key<?>>flatMap(List::stream)
                .toList();
    }

    ServiceConfig service(Values own, String name) {
        return new ServiceConfig(
                own.find(prefix).orElse(name + "__"),
                new HashSet<>(own.get(roles)),
                own.get(include),
                own.get(exclude),
                own.get(pins),
                own.get(headers),
                oauth.read(own),
                own.get(timeout),
                own.get(connectTimeout),
                own.get(maxConnections));
    }

    /** The rules of its provider. */
    ProviderConfig provider(Values own, KeyPath path) {
        return new ProviderConfig(
                true,
                breaker.read(own, path.child("breaker")),
                Optional.of(admission.read(own)),
                Optional.of(own.get(retries)),
                Map.of());
    }
}
