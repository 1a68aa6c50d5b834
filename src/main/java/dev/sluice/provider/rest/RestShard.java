package dev.sluice.provider.rest;

import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.Bytes;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.BackendShard;
import dev.sluice.provider.Work;
import dev.sluice.provider.outbound.BoundedBody;
import dev.sluice.provider.outbound.OutboundClient;
import dev.sluice.provider.outbound.SecretMask;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the calls of one shard to a service. Confined to the event loop of the shard. */
final class RestShard implements BackendShard {
    private static final Logger LOGGER = LoggerFactory.getLogger(RestShard.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);
    /** W3C Trace Context, version 00 and what may follow it. */
    private static final Pattern TRACE =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}[0-9a-f-]{0,64}");

    /** Servers may want to be told that there is no body. */
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private static final String ACCEPTED = "application/json, text/plain;q=0.9, */*;q=0.5";

    private final String service;
    private final OutboundClient client;
    private final Function<String, @Nullable Operation> operations;
    private final Bytes bound;
    private final String userAgent;
    private final InstantSource clock;
    private final SecretMask mask;
    private long quietUntil;

    /**
     * @param operations by name, as they are now; null for none
     * @param bound largest answer that is read
     * @param mask hides credentials in what the service says of failures
     */
    RestShard(
            String service,
            OutboundClient client,
            Function<String, @Nullable Operation> operations,
            Bytes bound,
            String userAgent,
            InstantSource clock,
            SecretMask mask) {
        this.service = service;
        this.client = client;
        this.operations = operations;
        this.bound = bound;
        this.userAgent = userAgent;
        this.clock = clock;
        this.mask = mask;
    }

    @Override
    public Future<Outcome> run(Work work) {
        Operation operation =
                work.call().target() instanceof ToolEntry tool ? operations.apply(tool.localName()) : null;
        if (operation == null) {
            return Future.succeededFuture(new Outcome.Refused(
                    Refusal.of(RefusalCode.INVALID_PARAMS, "The service does not offer this tool any more.")));
        }
        try {
            RequestPlan.Planned planned = operation.request().with(work.call().arguments());
            return attempt(operation, planned, work, true);
        } catch (BadArgumentException mistake) {
            return Future.succeededFuture(RestResult.error(String.valueOf(mistake.getMessage())));
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private Future<Outcome> attempt(Operation operation, RequestPlan.Planned planned, Work work, boolean first) {
        return client.request(planned.method(), planned.target())
                .compose(request -> exchange(request, planned, work))
                .compose(answer -> {
                    // Who is not known has done nothing, so that this is safe for every method.
                    boolean unknown = answer.status() == 401;
                    if (unknown && first && client.renew()) {
                        return attempt(operation, planned, work, false);
                    }
                    if (unknown || answer.status() == 403) {
                        warn(operation, answer.status());
                    }
                    return Future.succeededFuture(mask.outcome(AnswerMapper.outcome(operation, answer)));
                })
                .recover(failure -> failure instanceof BoundedBody.TooLargeException
                        ? Future.succeededFuture(
                                RestResult.error("The answer of the service is larger than the bound of "
                                        + bound.count() + " bytes. Ask for less at a time."))
                        : Future.failedFuture(failure));
    }

    private Future<ServiceAnswer> exchange(HttpClientRequest request, RequestPlan.Planned planned, Work work) {
        if (work.cancelled().isComplete()) {
            request.reset();
            return Future.failedFuture(new RestFailureException("Nobody waits for the answer any more."));
        }
        work.cancelled().onComplete(ignored -> request.reset());
        dress(request, planned, work);
        Future<HttpClientResponse> response = planned.body() == null ? request.send() : request.send(planned.body());
        return response.compose(head -> BoundedBody.read(head, bound.count())
                .map(body -> new ServiceAnswer(
                        head.statusCode(),
                        head.getHeader(HttpHeaders.CONTENT_TYPE),
                        head.getHeader(HttpHeaders.RETRY_AFTER),
                        body)));
    }

    private void dress(HttpClientRequest request, RequestPlan.Planned planned, Work work) {
        if (!request.headers().contains(HttpHeaders.USER_AGENT)) {
            request.putHeader(HttpHeaders.USER_AGENT, userAgent);
        }
        request.putHeader(HttpHeaders.ACCEPT, ACCEPTED);
        String trace = work.call().caller().traceparent();
        if (trace != null && TRACE.matcher(trace).matches()) {
            request.putHeader("traceparent", trace);
        }
        if (planned.body() != null) {
            request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        } else if (WITH_BODY.contains(planned.method())) {
            request.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        }
        planned.headers().forEach(request::putHeader);
    }

    private void warn(Operation operation, int status) {
        long now = clock.millis();
        if (now >= quietUntil) {
            quietUntil = now + BETWEEN_WARNINGS.toMillis();
            LOGGER.atWarn()
                    .addKeyValue("service", service)
                    .addKeyValue("tool", operation.name())
                    .addKeyValue("status", status)
                    .log("A service did not accept the gateway's credentials");
        }
    }
}
