package dev.sluice.edge;

import dev.sluice.bus.PostedMessage;
import dev.sluice.bus.Principal;
import dev.sluice.edge.http.BodyReader;
import dev.sluice.edge.http.MediaTypes;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RpcParser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/**
 * HTTP+SSE, the transport of 2024-11-05 (deprecated since 2025-03-26): {@code GET} of one path opens a stream, whose first
 * event names the address that messages are posted to; everything that is said to the client comes over the stream. The
 * same is asked of a request as at {@link McpEndpoint}. Confined to its shard.
 */
final class SseEndpoint {
    static final String STREAM = "/sse";
    static final String MESSAGES = "/messages";
    static final String SESSION_ID = "sessionId";

    private final McpEndpoint.Bodies bodies;
    private final Desk desk;
    private final Authenticator authenticator;
    private final SseSessions sessions;

    SseEndpoint(McpEndpoint.Bodies bodies, Desk desk, Authenticator authenticator, SseSessions sessions) {
        this.bodies = bodies;
        this.desk = desk;
        this.authenticator = authenticator;
        this.sessions = sessions;
    }

    boolean serves(String path) {
        return STREAM.equals(path) || MESSAGES.equals(path);
    }

    /**
     * Judges and serves one request.
     *
     * @return completes with its answer, never fails; does not complete when a stream is the answer
     */
    Future<Answer> handle(HttpExchange exchange) {
        Future<Answer> answer;
        try {
            Optional<Refusal> tooMany = desk.gatekeeper().address(exchange);
            answer = tooMany.isPresent()
                    ? Future.failedFuture(tooMany.get().asException())
                    : authenticator.principal(exchange).compose(principal -> welcome(exchange, principal));
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.recover(
                cause -> Future.succeededFuture(desk.turnAway(exchange, Desk.refusal(cause, exchange.requestId()))));
    }

    private Future<Answer> welcome(HttpExchange exchange, Principal principal) {
        exchange.principal(principal);
        Refusal closed = desk.closedTo(principal);
        if (closed != null) {
            throw closed.asException();
        }
        boolean stream = STREAM.equals(exchange.request().path());
        HttpMethod served = stream ? HttpMethod.GET : HttpMethod.POST;
        if (!served.equals(exchange.request().method())) {
            throw Refusal.of(RefusalCode.METHOD_NOT_ALLOWED)
                    .with("allow", served.name())
                    .asException();
        }
        return stream ? open(exchange) : post(exchange);
    }

    private Future<Answer> open(HttpExchange exchange) {
        if (!exchange.acceptsEvents()) {
            throw Refusal.of(RefusalCode.NOT_ACCEPTABLE, "The client must accept text/event-stream.")
                    .asException();
        }
        if (desk.gatekeeper().isDraining()) {
            throw Gatekeeper.draining().asException();
        }
        exchange.reading();
        if (!exchange.isFinished()) {
            sessions.begin(exchange);
        }
        return Promise.<Answer>promise().future();
    }

    private Future<Answer> post(HttpExchange exchange) {
        Refusal media = MediaTypes.refusal(exchange.request().headers());
        if (media != null) {
            throw media.asException();
        }
        exchange.reading();
        return BodyReader.read(exchange.request(), bodies.watch(), bodies.max(), exchange.startedNanos())
                .compose(body -> hand(exchange, exchange.bodyRead(body)));
    }

    private Future<Answer> hand(HttpExchange exchange, RawJson body) {
        if (!RpcParser.isBatch(body)) {
            RpcParser.message(RpcParser.object(body));
        }
        String session = exchange.request().getParam(SESSION_ID);
        if (session == null) {
            throw Refusal.of(RefusalCode.INVALID_REQUEST, "The session is missing: post to the address of the stream.")
                    .with("field", SESSION_ID)
                    .asException();
        }
        return sessions.post(new PostedMessage(session, exchange.principal(), exchange.address(), body))
                .map(taken -> {
                    if (!taken) {
                        throw Refusal.of(RefusalCode.SESSION_NOT_FOUND).asException();
                    }
                    return Answer.ACCEPTED;
                });
    }
}
