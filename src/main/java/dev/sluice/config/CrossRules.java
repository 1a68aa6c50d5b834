package dev.sluice.config;

/** Rules between keys. A rule is left out when one of its keys is already known to be wrong. */
final class CrossRules {
    private final SluiceConfig config;
    private final Sources sources;
    private final Problems problems;

    CrossRules(SluiceConfig config, Sources sources, Problems problems) {
        this.config = config;
        this.sources = sources;
        this.problems = problems;
    }

    void check() {
        authentication();
        openness();
        origins();
        retries();
        ledger();
        redis();
    }

    /** Nobody gets in by leaving things out: without any way to prove who one is, nothing starts. */
    private void authentication() {
        AuthConfig auth = config.auth();
        boolean none = auth.secret().isEmpty()
                && auth.publicKeyPath().isEmpty()
                && auth.jwks().isEmpty();
        KeyPath section = KeyPath.of("auth");
        if (!auth.open() && none && areSound("auth")) {
            problems.add(
                    section,
                    sources.of(section),
                    "",
                    "says no way to verify tokens",
                    "set auth.secret (JWT_SECRET), auth.publicKeyPath (JWT_PUBLIC_KEY_PATH) or auth.jwks (JWKS_URI)");
        }
        if (auth.algorithms().isEmpty() && areSound("auth.algorithms")) {
            refuse("auth.algorithms", "", "accepts no algorithm", "name at least one, or leave the key out");
        }
    }

    private void openness() {
        String host = config.server().host();
        if (config.auth().open() && !AddressKinds.isLoopback(host) && areSound("auth.open", "server.host")) {
            refuse(
                    "auth.open",
                    "true",
                    "lets everybody in who reaches " + host,
                    "set server.host (HOST) to 127.0.0.1, ::1 or localhost, or configure authentication");
        }
    }

    private void origins() {
        if (config.cors().origins().contains("*") && config.cors().origins().size() > 1 && areSound("cors.origins")) {
            refuse("cors.origins", "*", "stands beside other origins", "keep either * or the origins");
        }
    }

    private void retries() {
        CallsConfig calls = config.calls();
        if (calls.retryInitialDelay().compareTo(calls.retryMaxDelay()) > 0
                && areSound("calls.retryInitialDelay", "calls.retryMaxDelay")) {
            refuse(
                    "calls.retryInitialDelay",
                    DurationText.of(calls.retryInitialDelay()),
                    "is more than calls.retryMaxDelay, " + DurationText.of(calls.retryMaxDelay()),
                    "");
        }
    }

    private void ledger() {
        LedgerConfig ledger = config.ledger();
        if (ledger.batch() > ledger.intake() && areSound("ledger.batch", "ledger.intake")) {
            refuse(
                    "ledger.batch",
                    String.valueOf(ledger.batch()),
                    "is more than ledger.intake, " + ledger.intake(),
                    "");
        }
    }

    private void redis() {
        if (!areSound("redis")) {
            return;
        }
        RedisConfig redis = config.redis();
        int urls = redis.urls().size();
        switch (redis.mode()) {
            case SINGLE -> {
                if (urls > 1) {
                    refuse(
                            "redis.urls",
                            urls + " addresses",
                            "are more than mode single takes",
                            "name one, or set redis.mode to sentinel or cluster");
                }
            }
            case SENTINEL -> {
                needsUrls(urls);
                if (redis.masterName().isEmpty()) {
                    refuse("redis.masterName", "", "has no value, and mode sentinel needs one", "");
                }
            }
            case CLUSTER -> needsUrls(urls);
        }
    }

    private void needsUrls(int urls) {
        if (urls == 0) {
            refuse("redis.urls", "", "names no address, and the mode needs at least one", "set redis.urls (REDIS_URL)");
        }
    }

    private void refuse(String path, String value, String rule, String mend) {
        KeyPath key = KeyPath.of(path);
        problems.add(key, sources.of(key), value, rule, mend);
    }

    private boolean areSound(String... paths) {
        for (String path : paths) {
            if (problems.concerns(KeyPath.of(path))) {
                return false;
            }
        }
        return true;
    }
}
