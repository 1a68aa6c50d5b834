package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Keys of what lasts and what is seen: shared store, ledger, metrics, log, data directory. */
final class StoreKeys {
    static final Key<List<String>> REDIS = Key.of(
                    "redis.urls",
                    Kinds.listOf(AddressKinds.redis(), 64),
                    "redis:// or rediss:// addresses; empty keeps everything in memory")
            .env("REDIS_URL");
    static final Key<RedisConfig.Mode> MODE =
            Key.of("redis.mode", Kinds.choice(RedisConfig.Mode.class), "how the addresses form one store");
    static final Key<String> MASTER =
            Key.optional("redis.masterName", Kinds.text(128), "name of the master that sentinels watch");
    static final Key<Secret> PASSWORD =
            Key.optional("redis.password", Kinds.secret(1), "password where the addresses name none");
    static final Key<Duration> REDIS_TIMEOUT = Key.of(
            "redis.timeout",
            Kinds.duration(Duration.ofMillis(1), Duration.ofSeconds(10)),
            "how long an answer is waited for before the local way is taken");

    static final Key<Boolean> LEDGER = Key.of("ledger.enabled", Kinds.truth(), "whether calls are recorded");
    static final Key<Secret> DATABASE = Key.optional(
                    "ledger.url",
                    AddressKinds.database(),
                    "postgresql:// address of the database; without one an embedded database in dataDir")
            .env("DB_URL");
    static final Key<Integer> INTAKE = Key.of(
            "ledger.intake",
            Kinds.integer(1, 1_000_000),
            "records that may wait to be written; more are lost and counted");
    static final Key<Integer> BATCH =
            Key.of("ledger.batch", Kinds.integer(1, 10_000), "records written in one transaction");
    static final Key<Duration> FLUSH = Key.of(
            "ledger.flushInterval",
            Kinds.duration(Duration.ofMillis(1), Duration.ofSeconds(10)),
            "how long a record waits at most before it is written");

    static final Key<List<String>> NETWORKS = Key.of(
            "metrics.allowedNetworks",
            Kinds.listOf(AddressKinds.network(), 256),
            "networks (CIDR) that may read /metrics without a token");
    static final Key<String> METRICS_ROLE =
            Key.of("metrics.role", Kinds.text(128), "role that may read /metrics from anywhere");

    static final Key<String> LEVEL = Key.of(
                    "log.level",
                    Kinds.choice(List.of("trace", "debug", "info", "warn", "error"), Function.identity()),
                    "least level written")
            .env("LOG_LEVEL");
    static final Key<LogConfig.Format> FORMAT = Key.of(
                    "log.format", Kinds.choice(LogConfig.Format.class), "how log lines look")
            .env("LOG_FORMAT");
    static final Key<Path> LOG_FILE =
            Key.optional("log.file", Kinds.path(), "also write to this file, rotated by size and day");
    static final Key<Bytes> LOG_BODY = Key.of(
            "log.maxBodySize", Kinds.size(new Bytes(0), Bytes.kib(64)), "how much of a body a debug line may hold");
    static final Key<Path> DATA_DIR = Key.of("dataDir", Kinds.path(), "directory where embedded stores live")
            .env("DATA_DIR");

    static final List<Key<?>> ALL = List.of(
            REDIS,
            MODE,
            MASTER,
            PASSWORD,
            REDIS_TIMEOUT,
            LEDGER,
            DATABASE,
            INTAKE,
            BATCH,
            FLUSH,
            NETWORKS,
            METRICS_ROLE,
            LEVEL,
            FORMAT,
            LOG_FILE,
            LOG_BODY,
            DATA_DIR);

    private StoreKeys() {}

    static RedisConfig redis(Values values) {
        return new RedisConfig(
                values.get(REDIS),
                values.get(MODE),
                values.find(MASTER),
                values.find(PASSWORD),
                values.get(REDIS_TIMEOUT));
    }

    static LedgerConfig ledger(Values values) {
        return new LedgerConfig(
                values.get(LEDGER), values.find(DATABASE), values.get(INTAKE), values.get(BATCH), values.get(FLUSH));
    }

    static MetricsConfig metrics(Values values) {
        return new MetricsConfig(values.get(NETWORKS), values.get(METRICS_ROLE));
    }

    static LogConfig log(Values values) {
        return new LogConfig(values.get(LEVEL), values.get(FORMAT), values.find(LOG_FILE), values.get(LOG_BODY));
    }
}
