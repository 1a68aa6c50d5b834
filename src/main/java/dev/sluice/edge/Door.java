package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.edge.http.BodyReader;
import dev.sluice.edge.http.Client;
import dev.sluice.edge.http.ConnectionWatch;
import dev.sluice.edge.http.CorsPolicy;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.edge.http.OriginGuard;
import dev.sluice.edge.http.SecurityHeaders;
import dev.sluice.edge.stream.EventStreams;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first to see a request, whatever its path: gives it an id, adds what every answer carries, checks the announced
 * size, host and origin, answers preflights, and hands it to the protocol endpoint or to the router. The endpoint does
 * not go through the router, which costs more than the rest of the door. Confined to the event loop of its shard.
 */
final class Door implements Handler<HttpServerRequest> {
    static final String ENDPOINT = "/mcp";

    private static final Logger LOGGER = LoggerFactory.getLogger(Door.class);

    private final Guards guards;
    private final long maxBody;
    private final CallIds ids;
    private final Endpoints endpoints;
    private final Desk desk;
    private final Rest rest;
    private final AnswerWriter writer;
    private final Router router;

    /** What is checked of every request and added to every answer. */
    record Guards(ConnectionWatch watch, SecurityHeaders security, OriginGuard origins, CorsPolicy cors) {}

    Door(Guards guards, McpEndpoint.Bodies bodies, CallIds ids, Endpoints endpoints, Desk desk, Rest rest) {
        this.guards = guards;
        this.maxBody = bodies.max();
        this.ids = ids;
        this.endpoints = endpoints;
        this.desk = desk;
        this.rest = rest;
        this.writer = rest.writer();
        this.router = rest.router();
        adopt(router);
    }

    /**
     * How answers are written, where streams are opened, and who serves all other paths.
     *
     * @param sse serves HTTP+SSE, null when it is not served
     */
    record Rest(
            AnswerWriter writer,
            EventStreams streams,
            @Nullable SseEndpoint sse,
            Router router) {}

    @Override
    public void handle(HttpServerRequest request) {
        Client client = guards.watch().client(request.connection());
        if (client == null) {
            request.connection().close();
            return;
        }
        HttpExchange exchange = begin(request, client);
        try {
            judge(exchange);
        } catch (RuntimeException e) {
            serve(exchange, desk.turnAway(exchange, Desk.refusal(e, exchange.requestId())));
        }
    }

    private void judge(HttpExchange exchange) {
        HttpServerRequest request = exchange.request();
        String origin = HeaderNames.whole(request.headers(), HttpHeaders.ORIGIN);
        Refusal refusal = refusal(request, origin);
        if (refusal != null) {
            exchange.answerAs(Wire.MODERN, null);
            serve(exchange, desk.turnAway(exchange, refusal));
            return;
        }
        if (origin != null) {
            guards.cors().addTo(request.response(), origin);
            if (CorsPolicy.isPreflight(request, origin)) {
                guards.cors().addPreflightTo(request.response(), request);
                serve(exchange, Answer.NO_CONTENT);
                return;
            }
        }
        McpEndpoint endpoint = endpoints.at(request.path());
        if (endpoint == null) {
            elsewhere(exchange);
        } else if (HttpMethod.OPTIONS.equals(request.method())) {
            request.response().headers().set(HttpHeaders.ALLOW, McpEndpoint.ALLOW);
            serve(exchange, Answer.NO_CONTENT);
        } else {
            enter(exchange, endpoint::handle);
        }
    }

    private void elsewhere(HttpExchange exchange) {
        SseEndpoint sse = rest.sse();
        if (sse != null && sse.serves(exchange.request().path())) {
            enter(exchange, sse::handle);
        } else {
            router.handle(exchange.request());
        }
    }

    /** A request whose head is not HTTP, or larger than the bound. */
    void handleInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        boolean tooLong = cause instanceof TooLongHttpLineException || cause instanceof TooLongHttpHeaderException;
        Refusal refusal = tooLong
                ? Refusal.of(RefusalCode.HEADERS_TOO_LARGE)
                : Refusal.of(RefusalCode.INVALID_REQUEST, "The request head is not valid HTTP.");
        Client client = guards.watch().client(request.connection());
        if (client != null) {
            HttpExchange exchange = begin(request, client);
            exchange.answerAs(Wire.MODERN, null);
            serve(exchange, desk.turnAway(exchange, refusal));
        }
        request.connection().close();
    }

    private HttpExchange begin(HttpServerRequest request, Client client) {
        client.begin();
        CallId id = ids.next();
        String requestId = id.requestId();
        HttpServerResponse response = request.response();
        guards.security().addTo(response);
        response.headers().add(HeaderNames.X_REQUEST_ID, requestId);
        String forwarded = client.isProxy() ? HeaderNames.whole(request.headers(), HeaderNames.X_FORWARDED_FOR) : null;
        return new HttpExchange(
                request,
                id,
                requestId,
                new HttpExchange.Carried(client, guards.watch().addressOf(client, forwarded), rest.streams()));
    }

    private @Nullable Refusal refusal(HttpServerRequest request, @Nullable String origin) {
        if (BodyReader.announced(request) > maxBody) {
            return BodyReader.tooLarge(maxBody);
        }
        if (origin == null && guards.origins().servesAnyHost()) {
            return null;
        }
        return guards.origins().refusal(authority(request), origin);
    }

    private static @Nullable String authority(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 && request.authority() != null) {
            return request.authority().toString();
        }
        return HeaderNames.whole(request.headers(), HttpHeaders.HOST);
    }

    private void enter(HttpExchange exchange, Function<HttpExchange, Future<Answer>> handler) {
        exchange.response().exceptionHandler(ignored -> exchange.lost());
        Future<Answer> answered = handler.apply(exchange);
        // Nothing of the body comes before this handler returns: only who is still being looked at has to wait.
        if (!answered.isComplete() && !exchange.isReading()) {
            exchange.request().pause();
        }
        answered.onSuccess(answer -> serve(exchange, answer)).onFailure(cause -> cut(exchange, cause));
    }

    private void serve(HttpExchange exchange, Answer answer) {
        try {
            // A stream outlives its connection: its answer is kept for a client that comes back.
            if (!exchange.endStream(answer) && exchange.over()) {
                writer.write(exchange, answer);
            }
        } catch (RuntimeException e) {
            cut(exchange, e);
        }
    }

    /** The last resort: nobody waits for an answer that cannot be written. */
    private static void cut(HttpExchange exchange, Throwable cause) {
        LOGGER.atError()
                .addKeyValue("requestId", exchange.requestId())
                .setCause(cause)
                .log("An answer could not be written");
        exchange.request().connection().close();
    }

    /** Makes the router's own refusals look like all others, and tells the watch when its requests are over. */
    private void adopt(Router routes) {
        routes.errorHandler(404, context -> refuse(context, Refusal.of(RefusalCode.NOT_FOUND)));
        routes.errorHandler(
                400,
                context -> refuse(context, Refusal.of(RefusalCode.INVALID_REQUEST, "The path is not a valid one.")));
        routes.errorHandler(
                405,
                context -> refuse(
                        context,
                        Refusal.of(RefusalCode.METHOD_NOT_ALLOWED).with("allow", allowed(context.normalizedPath()))));
        routes.errorHandler(
                500,
                context -> refuse(
                        context,
                        context.failure() == null
                                ? Refusal.of(RefusalCode.INTERNAL_ERROR)
                                : Desk.refusal(context.failure(), requestId(context))));
    }

    /** What {@code Allow} says of a path that the router has, for other methods (RFC 9110, 15.5.6). */
    private String allowed(String path) {
        return router.getRoutes().stream()
                .filter(route -> path.equals(route.getPath()) && route.methods() != null)
                .flatMap(route -> route.methods().stream())
                .map(HttpMethod::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private void refuse(RoutingContext context, Refusal refusal) {
        HttpExchange exchange = new HttpExchange(
                context.request(), ids.next(), requestId(context), new HttpExchange.Carried(null, "", rest.streams()));
        exchange.answerAs(Wire.MODERN, null);
        writer.write(exchange, desk.turnAway(exchange, refusal));
    }

    private static String requestId(RoutingContext context) {
        return String.valueOf(context.response().headers().get(HeaderNames.X_REQUEST_ID));
    }
}
