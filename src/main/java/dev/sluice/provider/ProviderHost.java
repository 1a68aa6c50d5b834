package dev.sluice.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** What the gateway offers a provider. Thread-safe. */
public interface ProviderHost {
    Vertx vertx();

    /** The provider's {@code settings} from the configuration; JSON-like values. */
    Map<String, Object> settings();

    /** The gateway's database (H2 or PostgreSQL). Blocking: use it inside {@link #blocking} only. */
    DataSource database();

    InstantSource clock();

    /** Whether this is {@code ./sluice dev}. */
    boolean isDev();

    /** What the gateway says of itself now. */
    GatewayFacts facts();

    /**
     * Runs blocking code on a virtual thread.
     *
     * @return completes on the caller's context with its value or exception; fails at once when as many blocking tasks
     *     run and wait as the gateway allows
     */
    <T> Future<T> blocking(Callable<T> work);
}
