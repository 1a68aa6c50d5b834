package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The three keys of an admission besides the node's. What they leave out is as for the node. */
record AdmissionKeys(Key<Integer> running, Key<Integer> waiting, Key<Duration> longest) {
    /** Keys that may have no value. */
    static AdmissionKeys of(String path, String whose) {
        return new AdmissionKeys(
                Key.optional(path + ".maxRunning", WorkKeys.running(), "calls of " + whose + " that run at one time"),
                Key.optional(path + ".maxWaiting", WorkKeys.waiting(), "calls of " + whose + " that wait"),
                Key.optional(
                        path + ".maxWait", WorkKeys.longestWait(), "how long a call of " + whose + " waits at most"));
    }

    /** Keys with defaults of their own. */
    static AdmissionKeys required(String path, String whose) {
        AdmissionKeys keys = of(path, whose);
        return new AdmissionKeys(keys.running.always(), keys.waiting.always(), keys.longest.always());
    }

    List<Key<?>> all() {
        return List.of(running, waiting, longest);
    }

    Optional<AdmissionConfig> read(Values own, KeyPath section) {
        return own.has(section) ? Optional.of(read(own)) : Optional.empty();
    }

    AdmissionConfig read(Values own) {
        AdmissionConfig node = WorkKeys.admission(own);
        return new AdmissionConfig(
                own.find(running).orElse(node.maxRunning()),
                own.find(waiting).orElse(node.maxWaiting()),
                own.find(longest).orElse(node.maxWait()));
    }
}
