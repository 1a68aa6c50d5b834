package dev.sluice.edge;

import dev.sluice.bus.Limits;
import dev.sluice.edge.http.BodyReader;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Writes answers of the protocol endpoint, each with one write. Confined to the event loop of its shard. */
final class AnswerWriter {
    /** How long the rest of a refused body is swallowed, so that its sender gets to read the refusal. */
    private static final long LINGER_MILLIS = 500;

    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    private final Vertx vertx;

    AnswerWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sets the head of an answer that is an event stream. */
    static void open(HttpExchange exchange) {
        HttpServerResponse response = exchange.response();
        MultiMap headers = response.headers();
        headers.add(HttpHeaders.CACHE_CONTROL, HeaderNames.NO_STORE)
                .add(HttpHeaders.CONTENT_TYPE, HeaderNames.EVENT_STREAM)
                .add(HeaderNames.X_ACCEL_BUFFERING, HeaderNames.NO);
        addLimits(headers, exchange.standing());
        response.setChunked(true).setStatusCode(200);
        response.writeHead();
    }

    /** Writes an answer unless nobody is there any more. */
    void write(HttpExchange exchange, Answer answer) {
        HttpServerResponse response = exchange.response();
        if (exchange.isGone() || response.closed() || response.ended()) {
            return;
        }
        MultiMap headers = response.headers();
        headers.add(HttpHeaders.CACHE_CONTROL, HeaderNames.NO_STORE);
        addLimits(headers, exchange.standing());
        if (answer.session() != null) {
            headers.set(HeaderNames.MCP_SESSION_ID, answer.session());
        }
        if (answer.refusal() != null) {
            RefusalAnswer.addHeaders(answer.refusal(), headers);
        }
        boolean swallows = leavesBody(exchange);
        boolean closes = swallows || answer.refuses(RefusalCode.DRAINING);
        boolean http1 = exchange.request().version() != HttpVersion.HTTP_2;
        if (closes && http1) {
            headers.set(HttpHeaders.CONNECTION, CLOSE);
        }
        Future<Void> written = end(response.setStatusCode(answer.status()), answer.body());
        if (closes) {
            written.onComplete(ignored -> close(exchange.request(), http1, swallows));
        }
    }

    private static Future<Void> end(HttpServerResponse response, @org.jspecify.annotations.Nullable Buffer body) {
        if (body == null) {
            return response.end();
        }
        response.headers().add(HttpHeaders.CONTENT_TYPE, HeaderNames.JSON);
        return response.end(body);
    }

    /** Whether more of a body is still to come than is worth waiting for. */
    private static boolean leavesBody(HttpExchange exchange) {
        if (exchange.bodyRead()) {
            return false;
        }
        HttpServerRequest request = exchange.request().resume();
        if (request.isEnded()) {
            return false;
        }
        long announced = BodyReader.announced(request);
        return announced < 0 || announced > McpEndpoint.SHAPE_BYTES;
    }

    private void close(HttpServerRequest request, boolean http1, boolean swallows) {
        if (!http1) {
            if (swallows) {
                request.response().reset(0);
            }
            return;
        }
        if (swallows) {
            vertx.setTimer(LINGER_MILLIS, ignored -> request.connection().close());
        } else {
            request.connection().close();
        }
    }

    private static void addLimits(MultiMap headers, Limits.Standing standing) {
        if (standing.limit() != Integer.MAX_VALUE) {
            headers.add(HeaderNames.RATE_LIMIT_LIMIT, Integer.toString(standing.limit()))
                    .add(HeaderNames.RATE_LIMIT_REMAINING, Integer.toString(standing.remaining()))
                    .add(HeaderNames.RATE_LIMIT_RESET, Long.toString(RefusalAnswer.seconds(standing.reset())));
        }
    }
}
