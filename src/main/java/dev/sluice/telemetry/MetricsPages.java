package dev.sluice.telemetry;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Credentials;
import dev.sluice.bus.Pages;
import dev.sluice.bus.Verdict;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics}: Prometheus text for scrapers, JSON for people; {@code /metrics/prometheus}: always text. Readable
 * from the networks that configuration names, and from anywhere with a token that has the role.
 */
public final class MetricsPages implements Pages {
    private static final Logger LOGGER = LoggerFactory.getLogger(MetricsPages.class);
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String BEARER = "bearer ";
    private static final DeliveryOptions NEAR =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(5_000);

    private final NodeView node;
    private final Telemetry telemetry;
    private final MetricsJson json;
    private final Networks near;
    private final Set<String> roles;

    public MetricsPages(NodeView node, Telemetry telemetry) {
        this.node = node;
        this.telemetry = telemetry;
        this.json = new MetricsJson(node.vitals(), telemetry.prometheus());
        this.near = new Networks(node.access().allowedNetworks());
        this.roles = Set.of(node.access().role());
    }

    @Override
    public void mount(Router router, int shard) {
        router.route("/metrics").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(ctx -> {
            boolean text = wantsText(ctx.request());
            serve(ctx, shard, text);
        });
        router.route("/metrics/prometheus")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(ctx -> serve(ctx, shard, true));
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        return Objects.requireNonNullElse(request.getHeader(name), "").toLowerCase(Locale.ROOT);
    }

    private static boolean wantsText(HttpServerRequest request) {
        String accept = header(request, HttpHeaders.ACCEPT);
        return accept.contains("text/plain")
                || accept.contains(OPEN_METRICS)
                || header(request, HttpHeaders.USER_AGENT).startsWith("prometheus");
    }

    private void serve(RoutingContext ctx, int shard, boolean text) {
        judge(ctx.request(), shard)
                .onSuccess(refusal -> refusal.ifPresentOrElse(no -> refuse(ctx, no), () -> render(ctx, text)))
                .onFailure(failure -> failed(ctx, failure));
    }

    /** Empty when the caller may read. */
    private Future<Optional<Refusal>> judge(HttpServerRequest request, int shard) {
        if (near.include(request)) {
            return Future.succeededFuture(Optional.empty());
        }
        String authorization = Objects.requireNonNullElse(request.getHeader(HttpHeaders.AUTHORIZATION), "");
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Future.succeededFuture(Optional.of(Refusal.of(RefusalCode.AUTH_REQUIRED)));
        }
        String token = authorization.substring(BEARER.length()).strip();
        String address = Objects.requireNonNullElse(Networks.address(request), "unknown");
        return node.vertx()
                .eventBus()
                .<Verdict>request(Addresses.identity(shard), new Credentials(token, address), NEAR)
                .map(Message::body)
                .map(this::refusal);
    }

    private Optional<Refusal> refusal(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Rejected rejected -> Optional.of(rejected.refusal());
            case Verdict.Verified verified ->
                verified.principal().hasAnyOf(roles)
                        ? Optional.empty()
                        : Optional.of(Refusal.of(RefusalCode.INSUFFICIENT_PERMISSIONS));
        };
    }

    private void refuse(RoutingContext ctx, Refusal refusal) {
        String challenge = switch (refusal.code()) {
            case AUTH_REQUIRED -> "Bearer realm=\"sluice\"";
            case INVALID_TOKEN -> "Bearer realm=\"sluice\", error=\"invalid_token\"";
            case INSUFFICIENT_PERMISSIONS -> "Bearer realm=\"sluice\", error=\"insufficient_scope\"";
            default -> "";
        };
        if (!challenge.isEmpty()) {
            ctx.response().putHeader("WWW-Authenticate", challenge);
        }
        Answers.refuse(ctx, refusal, node.clock());
    }

    /** A large registry takes milliseconds to write out, so that is done on a worker. */
    private void render(RoutingContext ctx, boolean text) {
        String type = !text
                ? "application/json"
                : header(ctx.request(), HttpHeaders.ACCEPT).contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
        Callable<Buffer> work = text
                ? () -> Buffer.buffer(telemetry.prometheus().scrape(type))
                : () -> json.read().toBuffer();
        node.vertx()
                .executeBlocking(work, false)
                .onSuccess(body -> Answers.send(ctx, 200, type, body))
                .onFailure(failure -> failed(ctx, failure));
    }

    private void failed(RoutingContext ctx, Throwable failure) {
        LOGGER.atWarn().setCause(failure).log("The metrics could not be shown");
        Answers.refuse(ctx, Refusal.of(RefusalCode.INTERNAL_ERROR), node.clock());
    }
}
