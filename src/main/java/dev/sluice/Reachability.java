package dev.sluice;

import dev.sluice.config.SluiceConfig;
import dev.sluice.identity.Identity;
import dev.sluice.ledger.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tries what a gateway with a configuration would connect to. Blocking, for the command line only. */
final class Reachability {
    private static final int LIMIT_SECONDS = 10;

    /**
     * What became of one try.
     *
     * @param failure what is wrong, null when it works
     */
    record Probe(String name, @Nullable String failure) {}

    private Reachability() {}

    static List<Probe> probes(Vertx vertx, SluiceConfig config) {
        List<Probe> probes = new ArrayList<>();
        if (!config.auth().open()) {
            probes.add(probe(
                    "keys",
                    Identity.start(
                                    vertx,
                                    config.auth(),
                                    entry -> true,
                                    new SimpleMeterRegistry(),
                                    InstantSource.system())
                            .compose(Identity::stop)));
        }
        for (String url : config.redis().urls()) {
            probes.add(probe("redis " + withoutPassword(url), ping(vertx, url)));
        }
        probes.add(probe("database", vertx.executeBlocking(() -> {
            try (Database database = Database.open(config.ledger(), config.dataDir());
                    var connection = database.dataSource().getConnection()) {
                return connection.isValid(LIMIT_SECONDS);
            }
        })));
        return probes;
    }

    private static Future<?> ping(Vertx vertx, String url) {
        Redis redis = Redis.createClient(vertx, url);
        return RedisAPI.api(redis).ping(List.of()).eventually(redis::close);
    }

    private static Probe probe(String name, Future<?> attempt) {
        try {
            attempt.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            return new Probe(name, null);
        } catch (TimeoutException e) {
            return new Probe(name, "no answer within " + LIMIT_SECONDS + " s");
        } catch (RuntimeException e) {
            return new Probe(
                    name,
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
        }
    }

    private static String withoutPassword(String url) {
        return url.replaceAll("//[^@/]*@", "//***@");
    }
}
