package dev.sluice.provider;

import dev.sluice.bus.Offer;
import dev.sluice.config.SluiceConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/** What the gateway offers a {@link Backend}. Thread-safe. */
public interface BackendHost {
    Vertx vertx();

    /** The backend's home: {@link Backend#start}, {@link Backend#watch} and {@link Backend#stop} are called there. */
    Context home();

    SluiceConfig config();

    InstantSource clock();

    /** Where meters are registered; what is registered is to be removed in {@link Backend#stop}. */
    MeterRegistry meters();

    /** The gateway's version, for the {@code clientInfo} of requests. */
    String version();

    /**
     * Replaces everything that the provider offers. During {@link Backend#start} or at any time later, from any thread; of several offers that
     * wait the last one wins. Names are the server's own: prefixes are the catalogue's business.
     *
     * @return completes when the catalogue has taken it; at once during the start
     */
    Future<Void> offer(Offer offer);

    /** Tells those who subscribed to a URI that what it stands for has changed. */
    void updated(String uri);

    /** Runs blocking code on a virtual thread; as {@link ProviderHost#blocking}. */
    <T> Future<T> blocking(Callable<T> work);
}
