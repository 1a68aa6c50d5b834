package dev.sluice.edge;

import dev.sluice.edge.http.HeaderNames;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.ModernResults;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a {@link Refusal} becomes an HTTP answer. Nothing else writes a status.
 *
 * <pre>
 * status   {@link RefusalCode#status()}; where the revision decides (status 0):
 *            METHOD_NOT_FOUND   404, but 200 for legacy revisions
 *            RESOURCE_NOT_FOUND 200; its number is -32002 for revisions before 2026-07-28
 *            INVALID_PARAMS     200; 400 before a method was reached and for the envelope
 * headers  401, 403 by role     WWW-Authenticate: Bearer realm="sluice"[, error="invalid_token"|"insufficient_scope"]
 *          retryAfter           Retry-After, in seconds, rounded up
 *          405                  Allow
 * body     JSON-RPC             {"jsonrpc","id","error":{"code","message","data"}}; an id that could not be read is
 *                               null before 2025-11-25 and absent since
 *          in a tool result     INVALID_ARGUMENTS, TOOL_FAILED: {"content":[…],"isError":true}, so that a model can
 *                               mend its call
 *          envelope             {"type":"error","id"?,"error":{"code","message","data"}}
 * data     {"code", the refusal's details, "timestamp", "requestId", "retryAfter"?}
 * </pre>
 *
 * The envelope has only the numbers of JSON-RPC itself: -32600 for what the caller did wrong, -32601, -32602, -32700
 * as usual, -32603 for what the gateway could not do now, among them the rate limit. Immutable.
 */
final class RefusalAnswer {
    static final String REALM = "Bearer realm=\"sluice\"";

    /** The number before 2026-07-28, which newer revisions must not use. */
    private static final int OLD_RESOURCE_NOT_FOUND = -32002;

    private final InstantSource clock;
    private final ModernResults results;

    RefusalAnswer(InstantSource clock, ModernResults results) {
        this.clock = clock;
        this.results = results;
    }

    /** The answer to a request that got as far as a method. */
    Answer of(Refusal refusal, Wire wire, @Nullable RequestId id, String requestId) {
        return answer(refusal, status(refusal.code(), wire, false), wire, id, requestId);
    }

    /** The answer to a request that was refused before a method was reached. */
    Answer atTheGate(Refusal refusal, Wire wire, @Nullable RequestId id, String requestId) {
        return answer(refusal, status(refusal.code(), wire, true), wire, id, requestId);
    }

    private Answer answer(Refusal refusal, int status, Wire wire, @Nullable RequestId id, String requestId) {
        Buffer body;
        if (wire == Wire.ENVELOPE) {
            body = envelope(refusal, id, data(refusal, requestId));
        } else if (refusal.code().rpcCode() == 0 && id != null) {
            body = RpcWriter.result(id, inToolResult(refusal, wire));
        } else {
            int code = code(refusal.code(), wire);
            body = RpcWriter.error(id, wire.missingId(), code, refusal.message(), data(refusal, requestId));
        }
        return new Answer(status, body, refusal, refusal.code().name(), null);
    }

    private static int code(RefusalCode code, Wire wire) {
        if (code == RefusalCode.RESOURCE_NOT_FOUND && wire != Wire.MODERN) {
            return OLD_RESOURCE_NOT_FOUND;
        }
        return code.rpcCode() == 0 ? RefusalCode.INTERNAL_ERROR.rpcCode() : code.rpcCode();
    }

    static int status(RefusalCode code, Wire wire, boolean gate) {
        return switch (code) {
            case METHOD_NOT_FOUND -> wire == Wire.LEGACY || wire == Wire.LEGACY_NULL_ID ? 200 : 404;
            case RESOURCE_NOT_FOUND -> 200;
            case INVALID_PARAMS -> gate || wire == Wire.ENVELOPE ? 400 : 200;
            default -> code.status();
        };
    }

    /** Adds the headers that belong to a refusal. */
    static void addHeaders(Refusal refusal, MultiMap headers) {
        switch (refusal.code()) {
            case AUTH_REQUIRED -> headers.set(HeaderNames.WWW_AUTHENTICATE, REALM);
            case INVALID_TOKEN -> headers.set(HeaderNames.WWW_AUTHENTICATE, REALM + ", error=\"invalid_token\"");
            case INSUFFICIENT_PERMISSIONS ->
                headers.set(HeaderNames.WWW_AUTHENTICATE, REALM + ", error=\"insufficient_scope\"");
            case METHOD_NOT_ALLOWED -> {
                if (refusal.details().get("allow") instanceof String allow) {
                    headers.set(HttpHeaders.ALLOW, allow);
                }
            }
            default -> {}
        }
        if (refusal.retryAfter() != null) {
            headers.set(HeaderNames.RETRY_AFTER, Long.toString(seconds(refusal.retryAfter())));
        }
    }

    /** A duration in whole seconds, at least one, rounded up. */
    static long seconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }

    private static Buffer envelope(Refusal refusal, @Nullable RequestId id, RawJson data) {
        Buffer out = Buffer.buffer("{\"type\":\"error\"");
        if (id != null) {
            id.raw().appendTo(out.appendString(",\"id\":"));
        }
        out.appendString(",\"error\":{\"code\":" + envelopeCode(refusal.code()) + ",\"message\":"
                + JsonCodec.quote(envelopeMessage(refusal)) + ",\"data\":");
        return data.appendTo(out).appendString("}}");
    }

    private static int envelopeCode(RefusalCode code) {
        return switch (code) {
            case PARSE_ERROR -> -32700;
            case METHOD_NOT_FOUND -> -32601;
            case INVALID_PARAMS, INVALID_ARGUMENTS -> -32602;
            case RATE_LIMIT_EXCEEDED, TOOL_FAILED, CANCELLED -> -32603;
            default -> code.status() >= 500 ? -32603 : -32600;
        };
    }

    private static String envelopeMessage(Refusal refusal) {
        return switch (refusal.code()) {
            case RATE_LIMIT_EXCEEDED -> "Rate limit exceeded";
            case INVALID_TOKEN -> "Invalid or expired token";
            default -> refusal.message();
        };
    }

    private RawJson inToolResult(Refusal refusal, Wire wire) {
        RawJson result = RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":" + JsonCodec.quote(refusal.message())
                + "}],\"isError\":true}");
        try {
            return wire == Wire.MODERN ? results.complete(result) : result;
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private RawJson data(Refusal refusal, String requestId) {
        Map<String, Object> data = LinkedHashMap.newLinkedHashMap(8);
        data.put("code", refusal.code().name());
        refusal.details().forEach(data::putIfAbsent);
        data.put("timestamp", clock.instant().toString());
        data.put("requestId", requestId);
        if (refusal.retryAfter() != null) {
            data.put("retryAfter", seconds(refusal.retryAfter()));
        }
        return RawJson.of(JsonCodec.MAPPER.valueToTree(data));
    }
}
