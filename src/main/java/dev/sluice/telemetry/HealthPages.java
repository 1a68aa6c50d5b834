package dev.sluice.telemetry;

import dev.sluice.bus.Pages;
import dev.sluice.bus.Serving;
import dev.sluice.telemetry.Checks.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Locale;

/**
 * {@code /health} for people, {@code /health/live} and {@code /health/ready} for orchestrators. All are public; details
 * of the checks are shown to the networks that may read the metrics.
 */
public final class HealthPages implements Pages, AutoCloseable {
    private final NodeView node;
    private final Networks near;
    private final HealthMonitor monitor;
    private final long begin;

    /** Starts to watch the sources; {@link #close} ends that. */
    public HealthPages(NodeView node, MeterRegistry meters) {
        this.node = node;
        this.near = new Networks(node.access().allowedNetworks());
        this.monitor = new HealthMonitor(node, meters);
        this.begin = node.clock().millis();
    }

    @Override
    public void mount(Router router, int shard) {
        add(router, "/health").handler(this::health);
        add(router, "/health/live").handler(ctx -> Answers.json(ctx, 200, new JsonObject().put("status", "ok")));
        add(router, "/health/ready").handler(this::ready);
    }

    private static io.vertx.ext.web.Route add(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    @Override
    public void close() {
        monitor.close();
    }

    private void ready(RoutingContext ctx) {
        Serving serving = node.serving().get();
        JsonObject body = new JsonObject().put("status", serving.name().toLowerCase(Locale.ROOT));
        Answers.json(ctx, serving == Serving.READY ? 200 : 503, body);
    }

    private void health(RoutingContext ctx) {
        Context context = node.vertx().getOrCreateContext();
        boolean detailed = near.include(ctx.request());
        monitor.checks().onSuccess(checks -> context.runOnContext(now -> answer(ctx, checks, detailed)));
    }

    private void answer(RoutingContext ctx, Checks checks, boolean detailed) {
        Serving serving = node.serving().get();
        String circuits = worst(node.vitals().circuits().values());
        JsonObject body = new JsonObject()
                .put("status", status(serving, checks, circuits))
                .put("transport", "http")
                .put("activeRequests", node.vitals().running())
                .put("queueSize", node.vitals().waiting())
                .put("circuitState", circuits)
                .put("uptime", (node.clock().millis() - begin) / 1_000)
                .put("version", node.version())
                .put("timestamp", node.clock().instant().toString())
                .put("checks", checks(checks, detailed));
        Answers.json(ctx, serving == Serving.DRAINING || checks.isVitalDown() ? 503 : 200, body);
    }

    private static String status(Serving serving, Checks checks, String circuits) {
        if (serving == Serving.DRAINING) {
            return "draining";
        }
        if (checks.isVitalDown()) {
            return "down";
        }
        boolean well = serving == Serving.READY && !checks.isAnyDown() && circuits.equals("closed");
        return well ? "ok" : "degraded";
    }

    private static JsonObject checks(Checks checks, boolean detailed) {
        JsonObject out = new JsonObject();
        for (Answer answer : checks.answers()) {
            JsonObject one = new JsonObject().put("status", answer.up() ? "up" : "down");
            if (detailed) {
                one.put("vital", answer.vital());
                answer.details().forEach((key, value) -> {
                    if (!one.containsKey(key)) {
                        one.put(key, value);
                    }
                });
            }
            out.put(answer.name(), one);
        }
        return out;
    }

    /** The worst state of all breakers. */
    static String worst(Collection<String> states) {
        if (states.contains("open")) {
            return "open";
        }
        return states.contains("half_open") ? "half_open" : "closed";
    }
}
