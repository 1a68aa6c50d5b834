package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The three keys of a breaker besides the node's. What they leave out is as for the node. */
record BreakerKeys(Key<Integer> failures, Key<Duration> window, Key<Duration> openFor) {
    static BreakerKeys of(String path, String whose) {
        return new BreakerKeys(
                Key.optional(
                        path + ".failures",
                        WorkKeys.failures(),
                        "failures within the window that open the breaker of " + whose),
                Key.optional(path + ".window", WorkKeys.breakerTime(), "how far back failures of " + whose + " count"),
                Key.optional(
                        path + ".openFor", WorkKeys.breakerTime(), "how long the breaker of " + whose + " stays open"));
    }

    List<Key<?>> all() {
        return List.of(failures, window, openFor);
    }

    Optional<BreakerConfig> read(Values own, KeyPath section) {
        if (!own.has(section)) {
            return Optional.empty();
        }
        BreakerConfig node = WorkKeys.breaker(own);
        return Optional.of(new BreakerConfig(
                own.find(failures).orElse(node.failures()),
                own.find(window).orElse(node.window()),
                own.find(openFor).orElse(node.openFor())));
    }
}
