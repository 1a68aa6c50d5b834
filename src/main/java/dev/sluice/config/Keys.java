package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All keys there are. */
final class Keys {
    static final List<Key<?>> ALL = Stream.of(
                    ServerKeys.ALL,
                    AuthKeys.ALL,
                    WorkKeys.ALL,
                    ProtocolKeys.ALL,
                    RuleKeys.ALL,
                    FederationKeys.ALL,
                    StoreKeys.ALL)
            .flatMap(List::stream)
            .toList();

    static final KeyTree.Section TREE = KeyTree.of(ALL);

    private static final Map<KeyPath, Key<?>> BY_PATH =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Key::path, key -> key));

    /** Variables that the documents of the field name and that nothing reads yet. */
    static final Set<String> LATER_VARIABLES =
            Set.of("AUTH_SERVER_URL", "CLIENT_ID", "CLIENT_SECRET", "OTEL_EXPORTER_OTLP_ENDPOINT");

    private Keys() {}

    /** The key that a path, with real names of providers and tools in it, belongs to. */
    static Key<?> at(KeyPath path) {
        Key<?> key = BY_PATH.get(pattern(path));
        if (key == null) {
            throw new IllegalStateException("no key " + path);
        }
        return key;
    }

    /** The path with {@code *} in place of names that the user has chosen. */
    static KeyPath pattern(KeyPath path) {
        KeyPath pattern = KeyPath.ROOT;
        KeyTree tree = TREE;
        for (String name : path.names()) {
            if (!(tree instanceof KeyTree.Section section)) {
                return path;
            }
            pattern = pattern.child(section.isOpen() ? KeyPath.ANY : name);
            KeyTree child = section.child(name).orElse(null);
            if (child == null) {
                return path;
            }
            tree = child;
        }
        return pattern;
    }

    static SluiceConfig read(Values values) {
        return new SluiceConfig(
                ServerKeys.server(values),
                ServerKeys.cors(values),
                AuthKeys.auth(values),
                AuthKeys.sessions(values),
                WorkKeys.limits(values),
                WorkKeys.admission(values),
                WorkKeys.breaker(values),
                WorkKeys.calls(values),
                ProtocolKeys.dialogue(values),
                ProtocolKeys.streams(values),
                ProtocolKeys.tasks(values),
                RuleKeys.providers(values),
                RuleKeys.tools(values),
                FederationKeys.federation(values),
                StoreKeys.redis(values),
                StoreKeys.ledger(values),
                StoreKeys.metrics(values),
                StoreKeys.log(values),
                values.get(StoreKeys.DATA_DIR));
    }
}
