package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import dev.sluice.provider.NotSentException;
import dev.sluice.provider.outbound.AddressRefusedException;
import dev.sluice.provider.outbound.CredentialsException;
import dev.sluice.provider.upstream.message.LegacyJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what servers of legacy revisions answer over HTTP, within bounds. Thread-safe. */
final class HttpAnswers {
    /** Bytes of the body of a refusal that are read. */
    static final int MAX_REFUSAL = 64 * 1024;

    /** Messages of one batch (2025-03-26). */
    static final int MAX_BATCH = 100;

    /** How long the end of a response may take that nobody reads. */
    private static final long DRAIN_MILLIS = 1_000;

    private static final int MAX_DIGITS = 9;
    private static final long MAX_COME_BACK = 3600;

    private HttpAnswers() {}

    /** Whether the body of a response is an event stream. */
    static boolean isEventStream(HttpClientResponse response) {
        return isType(response, "text/event-stream");
    }

    static boolean isJson(HttpClientResponse response) {
        return isType(response, "application/json");
    }

    private static boolean isType(HttpClientResponse response, String type) {
        String said = response.getHeader("Content-Type");
        return said != null && said.stripLeading().regionMatches(true, 0, type, 0, type.length());
    }

    static boolean isGood(HttpClientResponse response) {
        return response.statusCode() >= 200 && response.statusCode() < 300;
    }

    /** The whole body; fails with a {@link WireException} when it is larger than the bound or breaks off. */
    static Future<Buffer> body(HttpClientResponse response, int max) {
        Promise<Buffer> promise = Promise.promise();
        Buffer all = Buffer.buffer();
        response.handler(piece -> {
            if (all.length() + piece.length() <= max) {
                all.appendBuffer(piece);
            } else if (promise.tryFail(new WireException(
                    WireException.Kind.TOO_LARGE, "A message is larger than the bound of " + max + " bytes."))) {
                response.request().reset();
            }
        });
        response.exceptionHandler(
                cause -> promise.tryFail(new WireException(WireException.Kind.LOST, "The response broke off.")));
        response.endHandler(done -> promise.tryComplete(all));
        return promise.future();
    }

    /** Lets the rest of a response go by, for a while; an event stream, which may never end, is closed at once. */
    static void drain(Vertx vertx, HttpClientResponse response) {
        if (isEventStream(response)) {
            response.exceptionHandler(ignored -> {});
            response.request().reset();
            return;
        }
        long limit = vertx.setTimer(DRAIN_MILLIS, late -> response.request().reset());
        response.exceptionHandler(broken -> vertx.cancelTimer(limit));
        response.endHandler(ended -> vertx.cancelTimer(limit));
        response.handler(ignored -> {});
    }

    /** @throws WireException when they are not what the protocol knows */
    static List<RpcMessage> messages(RawJson text) {
        try {
            if (!RpcParser.isBatch(text)) {
                return List.of(RpcParser.message(RpcParser.object(text)));
            }
            List<RpcMessage> messages = new ArrayList<>();
            for (RawJson one : RpcParser.batch(text, MAX_BATCH)) {
                messages.add(RpcParser.message(RpcParser.object(one)));
            }
            return messages;
        } catch (RefusedException e) {
            throw new WireException(WireException.Kind.NONSENSE, "The server sent what is not JSON-RPC.");
        }
    }

    static List<RpcMessage> messages(Buffer body) {
        byte[] bytes = body.getBytes();
        return messages(RawJson.view(bytes, 0, bytes.length));
    }

    /** Whether a message is the response to a request of ours. */
    static boolean answers(RpcMessage message, long id) {
        if (message instanceof RpcMessage.Response response) {
            Long answered = LegacyJson.number(response.id().raw());
            return answered != null && answered == id;
        }
        return false;
    }

    /**
     * Whether a status speaks of the gateway, its session or the server's room, and not of what was asked, whatever the body
     * says: a token that is wanted, or too many calls, is nothing to tell a caller.
     */
    static boolean isOfTheCarrier(int status, Buffer body, boolean inSession) {
        return switch (status) {
            case 401, 403, 429, 503 -> true;
            case 404, 410 -> inSession && blamesSession(body);
            default -> false;
        };
    }

    /**
     * What a refusal means.
     *
     * @param handshake whether it answers a handshake
     * @param inSession whether the message was sent in a session
     */
    static WireException refusal(HttpClientResponse response, Buffer body, boolean handshake, boolean inSession) {
        int status = response.statusCode();
        String said = "The server answered with HTTP status " + status + '.';
        WireException.Kind kind = switch (status) {
            case 401, 403 -> WireException.Kind.UNAUTHORIZED;
            case 404, 410 -> handshake || !inSession ? WireException.Kind.NOT_SPOKEN : WireException.Kind.SESSION_GONE;
            case 405 -> handshake ? WireException.Kind.NOT_SPOKEN : WireException.Kind.NONSENSE;
            case 400 ->
                handshake
                        ? WireException.Kind.NOT_SPOKEN
                        : inSession && blamesSession(body)
                                ? WireException.Kind.SESSION_GONE
                                : WireException.Kind.NONSENSE;
            case 429, 503 -> WireException.Kind.BUSY;
            default -> WireException.Kind.NONSENSE;
        };
        return new WireException(kind, said, kind == WireException.Kind.BUSY ? retryAfter(response) : Optional.empty());
    }

    /** Servers made after the examples of the SDKs know 400 only, for a session that is unknown as well. */
    private static boolean blamesSession(Buffer body) {
        return body.toString().toLowerCase(Locale.ROOT).contains("session");
    }

    private static Optional<Duration> retryAfter(HttpClientResponse response) {
        String said = response.getHeader("Retry-After");
        boolean seconds = said != null
                && !said.isEmpty()
                && said.length() <= MAX_DIGITS
                && said.chars().allMatch(c -> c >= '0' && c <= '9');
        return seconds
                ? Optional.of(Duration.ofSeconds(Math.min(MAX_COME_BACK, Long.parseLong(said))))
                : Optional.empty();
    }

    /** Why no request could be made. */
    static WireException unsent(Throwable cause) {
        return switch (cause) {
            case WireException wire -> wire;
            case CredentialsException ignored ->
                new WireException(WireException.Kind.UNAUTHORIZED, "There is no token for the server.");
            case AddressRefusedException ignored ->
                new WireException(WireException.Kind.NOT_SENT, "The server's address is not allowed.");
            case NotSentException ignored ->
                new WireException(WireException.Kind.NOT_SENT, "There was no connection to be had.");
            default -> new WireException(WireException.Kind.NOT_SENT, "The request could not be made.");
        };
    }

    /** A session id that may be sent back as it is; null for none. */
    static @Nullable String sessionId(HttpClientResponse response) {
        String id = response.getHeader("Mcp-Session-Id");
        if (id == null) {
            return null;
        }
        boolean visible = !id.isEmpty() && id.length() <= 1024 && id.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
        if (!visible) {
            throw new WireException(WireException.Kind.NONSENSE, "The session id is not of visible ASCII characters.");
        }
        return id;
    }
}
