package dev.sluice.telemetry;

import dev.sluice.mcp.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** Writes the answers of this room's pages. Never cached by anybody; a HEAD gets the headers of its GET. */
final class Answers {
    private static final String JSON = "application/json";

    private Answers() {}

    static void json(RoutingContext ctx, int status, JsonObject body) {
        send(ctx, status, JSON, body.toBuffer());
    }

    static void send(RoutingContext ctx, int status, String type, Buffer body) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (ctx.request().method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(body);
        }
    }

    /** The refusal in the error model: a JSON-RPC error without an id, as nothing was asked in JSON-RPC. */
    static void refuse(RoutingContext ctx, Refusal refusal, InstantSource clock) {
        JsonObject data = new JsonObject().put("code", refusal.code().name());
        refusal.details().forEach(data::put);
        data.put("timestamp", clock.instant().toString());
        String requestId = ctx.response().headers().get("X-Request-Id");
        if (requestId != null) {
            data.put("requestId", requestId);
        }
        if (refusal.retryAfter() != null) {
            long seconds =
                    Math.max(1, refusal.retryAfter().plusNanos(999_999_999).toSeconds());
            data.put("retryAfter", seconds);
            ctx.response().putHeader("Retry-After", Long.toString(seconds));
        }
        JsonObject error = new JsonObject()
                .put("code", refusal.code().rpcCode())
                .put("message", refusal.message())
                .put("data", data);
        json(
                ctx,
                refusal.code().status(),
                new JsonObject().put("jsonrpc", "2.0").put("error", error));
    }
}
