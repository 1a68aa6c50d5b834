package dev.sluice.edge;

import dev.sluice.bus.Principal;
import dev.sluice.edge.http.BodyReader;
import dev.sluice.edge.http.ConnectionWatch;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.edge.http.MediaTypes;
import dev.sluice.mcp.EraHeaders;
import dev.sluice.mcp.EraLadder;
import dev.sluice.mcp.EraVerdict;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The protocol endpoint: one path for both eras and the envelope. The order of judgement, cheapest first, nothing
 * allocated for strangers: (size, host and origin by {@link Door}) → limit of the address → token → HTTP method and
 * media types → body → era and headers → the adapters. Rungs 2 to 8 of the era ladder (docs of {@link EraLadder}) are
 * here. Confined to its shard.
 */
final class McpEndpoint {
    static final String ALLOW = "GET, POST, DELETE, OPTIONS";

    /** Largest body that is read of a request that has been refused already, to answer it in its own shape. */
    static final int SHAPE_BYTES = 16 * 1024;

    private final ConnectionWatch watch;
    private final long maxBody;
    private final Desk desk;
    private final Authenticator authenticator;
    private final Adapters adapters;
    private final Entry entry;
    private final EraLadder ladder;

    /** Says who may use the endpoint at all. */
    interface Entry {
        /** Why somebody may not, null when they may. */
        @Nullable
        Refusal closedTo(Principal principal);
    }

    /** The speakers of each shape. */
    record Adapters(
            ModernAdapter modern,
            LegacyAdapter legacy,
            LegacyStreams streams,
            LegacyBatch batch,
            EnvelopeAdapter envelope) {}

    /** How bodies are read. */
    record Bodies(ConnectionWatch watch, long max) {}

    McpEndpoint(Bodies bodies, Desk desk, Authenticator authenticator, Adapters adapters, Entry entry) {
        this.watch = bodies.watch();
        this.maxBody = bodies.max();
        this.desk = desk;
        this.authenticator = authenticator;
        this.adapters = adapters;
        this.entry = entry;
        this.ladder = new EraLadder(desk.facts()::serves);
    }

    /**
     * Judges and serves one request; it is paused afterwards unless its body is being read.
     *
     * @return completes with its answer, never fails
     */
    Future<Answer> handle(HttpExchange exchange) {
        Future<Answer> answer;
        try {
            Optional<Refusal> tooMany = desk.gatekeeper().address(exchange);
            answer = tooMany.isPresent() ? Future.failedFuture(tooMany.get().asException()) : identify(exchange);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.recover(cause -> turnAway(exchange, Desk.refusal(cause, exchange.requestId())));
    }

    /* A caller who is known already, as nearly all are, costs no Future. */
    private Future<Answer> identify(HttpExchange exchange) {
        Future<Principal> caller = authenticator.principal(exchange);
        return caller.succeeded()
                ? welcome(exchange, caller.result())
                : caller.compose(principal -> welcome(exchange, principal));
    }

    private Future<Answer> welcome(HttpExchange exchange, Principal principal) {
        exchange.principal(principal);
        Refusal closed = entry.closedTo(principal);
        if (closed != null) {
            return Future.failedFuture(closed.asException());
        }
        HttpMethod method = exchange.request().method();
        if (method.equals(HttpMethod.POST)) {
            Refusal media = MediaTypes.refusal(exchange.request().headers());
            return media != null ? Future.failedFuture(media.asException()) : post(exchange);
        }
        if (method.equals(HttpMethod.DELETE)) {
            return Future.succeededFuture(adapters.legacy().end(exchange));
        }
        if (method.equals(HttpMethod.GET)) {
            exchange.reading();
            return adapters.streams().get(exchange);
        }
        return Future.failedFuture(
                Refusal.of(RefusalCode.METHOD_NOT_ALLOWED).with("allow", ALLOW).asException());
    }

    private Future<Answer> post(HttpExchange exchange) {
        exchange.reading();
        return BodyReader.read(exchange.request(), watch, maxBody, exchange.startedNanos())
                .compose(body -> judge(exchange, exchange.bodyRead(body)));
    }

    private Future<Answer> judge(HttpExchange exchange, RawJson body) {
        EraHeaders headers = headers(exchange);
        if (RpcParser.isBatch(body)) {
            return adapters.batch().handle(exchange, body, headers);
        }
        RawObject object = RpcParser.object(body);
        exchange.answerAs(exchange.wire(), RpcParser.idOf(object));
        if (EnvelopeAdapter.isEnvelope(object)) {
            return adapters.envelope().handle(exchange, object);
        }
        RpcMessage message = RpcParser.message(object);
        return switch (ladder.judge(message, headers)) {
            case EraVerdict.Modern modern -> adapters.modern().handle(exchange, modern);
            case EraVerdict.Handshake handshake -> adapters.legacy().handshake(exchange, handshake.request());
            case EraVerdict.Legacy legacy -> adapters.legacy().handle(exchange, legacy);
            case EraVerdict.Dropped ignored -> Future.succeededFuture(Answer.ACCEPTED);
            case EraVerdict.Refused refused -> {
                if (refused.modern()) {
                    exchange.answerAs(Wire.MODERN, exchange.rpcId());
                }
                yield Future.failedFuture(refused.refusal().asException());
            }
        };
    }

    /** Answers a request that reached no method, in the shape of its body when that is small or has been read. */
    private Future<Answer> turnAway(HttpExchange exchange, Refusal refusal) {
        if (exchange.bodyRead() || exchange.isGone() || !isShapeWorthReading(exchange, refusal)) {
            return Future.succeededFuture(desk.turnAway(exchange, refusal));
        }
        exchange.reading();
        return BodyReader.read(exchange.request(), watch, SHAPE_BYTES, exchange.startedNanos())
                .transform(body -> {
                    if (body.succeeded()) {
                        shape(exchange, exchange.bodyRead(body.result()));
                    }
                    return Future.succeededFuture(desk.turnAway(exchange, refusal));
                });
    }

    private static boolean isShapeWorthReading(HttpExchange exchange, Refusal refusal) {
        return HttpMethod.POST.equals(exchange.request().method())
                && switch (refusal.code()) {
                    case TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, CANCELLED -> false;
                    default -> BodyReader.announced(exchange.request()) <= SHAPE_BYTES;
                };
    }

    private static void shape(HttpExchange exchange, RawJson body) {
        try {
            if (!RpcParser.isBatch(body)) {
                RawObject object = RpcParser.object(body);
                Wire wire = EnvelopeAdapter.isEnvelope(object) ? Wire.ENVELOPE : exchange.wire();
                exchange.answerAs(wire, RpcParser.idOf(object));
            }
        } catch (RefusedException e) {
            // It is refused already; that it is no JSON either does not matter any more.
            exchange.answerAs(exchange.wire(), null);
        }
    }

    private static EraHeaders headers(HttpExchange exchange) {
        MultiMap headers = exchange.request().headers();
        return new EraHeaders(
                exchange.protocolVersion(),
                HeaderNames.whole(headers, HeaderNames.MCP_METHOD),
                HeaderNames.whole(headers, HeaderNames.MCP_NAME));
    }
}
