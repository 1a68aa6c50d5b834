package dev.sluice.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rules between the keys of one upstream or REST service. Looks whether named files exist: blocking. */
final class ServiceRules {
    private final Sources sources;
    private final Problems problems;

    ServiceRules(Sources sources, Problems problems) {
        this.sources = sources;
        this.problems = problems;
    }

    void upstream(Values own, KeyPath path) {
        boolean url = own.find(UpstreamKeys.SERVICE.url()).isPresent();
        boolean command = own.find(UpstreamKeys.COMMAND).isPresent();
        if (areSound(path, "url", "command")) {
            if (url && command) {
                refuse(path, "command", "stands beside url", "an upstream is either an address or a command");
            } else if (!url && !command) {
                refuse(path, "", "says neither url nor command", "say where it is");
            } else if (command && own.find(UpstreamKeys.COMMAND).orElseThrow().isEmpty()) {
                refuse(path, "command", "is empty", "write it as [program, argument]");
            } else {
                onlyFor(path, command ? "url" : "command");
            }
        }
        common(UpstreamKeys.SERVICE, own, path);
    }

    /** What is said in the file although it means nothing for a target of the other kind. */
    private void onlyFor(KeyPath path, String target) {
        Set<String> keys =
                target.equals("url") ? Set.of("transport", "headers", "oauth") : Set.of("environment", "directory");
        keys.stream()
                .sorted()
                .filter(key -> sources.says(path.child(key)))
                .forEach(key -> refuse(path, key, "is only for an upstream with a " + target, "leave it out"));
    }

    void rest(Values own, KeyPath path) {
        ServiceKeys keys = RestKeys.SERVICE;
        if (areSound(path, "url")) {
            own.find(keys.url())
                    .ifPresentOrElse(
                            url -> {
                                if (url.getRawQuery() != null) {
                                    refuse(path, "url", "has a query", "parameters belong in the query of its tools");
                                }
                            },
                            () -> refuse(path, "", "says no url", "say where it is"));
        }
        if (own.find(RestKeys.OPENAPI).isEmpty()
                && own.names(path.child("tools")).isEmpty()
                && !problems.concerns(path)) {
            refuse(path, "", "offers nothing", "name an openapi document or at least one of tools");
        }
        common(keys, own, path);
    }

    /** Says so when the OpenAPI document of a service is a file that cannot be read. */
    void document(Path file, KeyPath path) {
        if (!Files.isRegularFile(file)) {
            refuse(path, "openapi", "names the file " + file + ", which does not exist", "");
        } else if (!Files.isReadable(file)) {
            refuse(path, "openapi", "names the file " + file + ", which this user may not read", "");
        }
    }

    private void common(ServiceKeys keys, Values own, KeyPath path) {
        if (areSound(path, "oauth") && own.has(path.child("oauth"))) {
            if (own.find(keys.oauth().tokenUrl()).isEmpty()) {
                refuse(path, "oauth", "says no tokenUrl", "");
            }
            if (own.find(keys.oauth().clientId()).isEmpty()) {
                refuse(path, "oauth", "says no clientId", "");
            }
            if (own.find(keys.oauth().clientSecret()).isEmpty()) {
                refuse(path, "oauth", "says no clientSecret", "");
            }
        }
        if (areSound(path, "headers")) {
            headers(own.get(keys.headers()), path.child("headers"), own.has(path.child("oauth")));
        }
    }

    /** Judges the names of headers; their values are judged by their kind. */
    void headers(Map<String, ?> headers, KeyPath path, boolean oauth) {
        Set<String> seen = new HashSet<>();
        for (String name : headers.keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (HeaderKinds.isTaken(name)) {
                refuse(path, name, "is a header that the gateway itself sets", "leave it out");
            } else if (!seen.add(lower)) {
                refuse(path, name, "stands here a second time in other letters", "keep one of them");
            } else if (oauth && lower.equals("authorization")) {
                refuse(path, name, "stands beside oauth, which sets it", "keep one of them");
            }
        }
    }

    private void refuse(KeyPath path, String key, String rule, String mend) {
        KeyPath at = key.isEmpty() ? path : path.child(key);
        problems.add(at, sources.of(at), "", rule, mend);
    }

    private boolean areSound(KeyPath path, String... keys) {
        for (String key : keys) {
            if (problems.concerns(path.child(key))) {
                return false;
            }
        }
        return true;
    }
}
