package dev.sluice;

import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.identity.Identity;
import dev.sluice.ledger.DatabaseCheck;
import dev.sluice.provider.outbound.OutboundClient;
import dev.sluice.provider.outbound.OutboundClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.net.URI;
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
     * @param fact what else there is to say, empty when there is nothing
     */
    record Probe(String name, @Nullable String failure, String fact) {}

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
                            .compose(Identity::stop)
                            .map("")));
        }
        for (String url : config.redis().urls()) {
            probes.add(probe("redis " + withoutPassword(url), ping(vertx, url)));
        }
        probes.add(probe(
                "database",
                vertx.executeBlocking(
                        () -> DatabaseCheck.look(config.ledger(), config.dataDir(), InstantSource.system()))));
        return probes;
    }

    private static Future<String> ping(Vertx vertx, String url) {
        Redis redis = Redis.createClient(vertx, url);
        return RedisAPI.api(redis).ping(List.of()).eventually(redis::close).map("");
    }

    /**
     * Connects to a service as calls of it do, address check, TLS and token included, and sends it nothing.
     *
     * @return completes when there is a connection, fails when there is none
     */
    static Future<?> connect(Vertx vertx, URI url, ServiceConfig service, SluiceConfig config) {
        Promise<Void> connected = Promise.promise();
        vertx.runOnContext(ignored -> {
            OutboundClient client =
                    OutboundClients.of(vertx, url, service, config.federation().allowed(), InstantSource.system());
            client.request(HttpMethod.OPTIONS, "/")
                    .<Void>compose(request -> request.reset().transform(reset -> Future.succeededFuture()))
                    .eventually(client::close)
                    .onComplete(connected);
        });
        return connected.future();
    }

    /** What was thrown and what it goes back to, in one line. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
        String more =
                Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
        return said.contains(more)
                ? said
                : (said.endsWith(".") ? said.substring(0, said.length() - 1) : said) + ": " + more;
    }

    private static Probe probe(String name, Future<String> attempt) {
        try {
            return new Probe(name, null, attempt.await(LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return new Probe(name, "no answer within " + LIMIT_SECONDS + " s", "");
        } catch (RuntimeException e) {
            return new Probe(
                    name,
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()),
                    "");
        }
    }

    private static String withoutPassword(String url) {
        return url.replaceAll("//[^@/]*@", "//***@");
    }
}
