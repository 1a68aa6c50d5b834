package dev.sluice.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
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
     * Replaces the provider's tools; for changes after {@link ToolProvider#start}, whose own result are the first ones.
     * Clients that listen are told. Of several changes that wait, the last one wins.
     *
     * @return completes when the new list can be seen; fails with a {@link ProviderStartException} that says what is wrong
     *     with it, and then the old one stays
     */
    Future<Void> tools(List<ToolSpec> tools);

    /**
     * Replaces the provider's prompts. During {@link ToolProvider#start} or later; a provider that publishes none during its
     * start may do so later, but clients that are connected by then may not notice.
     *
     * @return as {@link #tools}; at once during the start
     */
    Future<Void> prompts(List<PromptSpec> prompts);

    /**
     * Replaces the provider's resources and templates; as {@link #prompts}.
     *
     * @return as {@link #tools}; at once during the start
     */
    Future<Void> resources(List<ResourceSpec> resources, List<TemplateSpec> templates);

    /** Tells those who subscribed to a URI that what it stands for has changed. Cheap when nobody did. */
    void updated(String uri);

    /**
     * Runs blocking code on a virtual thread.
     *
     * @return completes on the caller's context with its value or exception; fails at once when as many blocking tasks
     *     run and wait as the gateway allows
     */
    <T> Future<T> blocking(Callable<T> work);
}
