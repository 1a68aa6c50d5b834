package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the response to one posted request. The request ends once, whatever comes: with the answer, or with the first thing
 * that is wrong, and then its stream is reset. Confined to the event loop of its request.
 */
final class RpcResponse {
    /** Messages before the answer of one call. */
    static final int MAX_NOTES = 10_000;
    /** Bytes of a body that only says why there is no answer. */
    static final int MAX_REFUSAL = 64 * 1024;
    /** How long the stream may stay open behind the answer before the gateway closes it. */
    static final Duration LINGER = Duration.ofSeconds(1);

    private static final Duration COME_BACK = Duration.ofSeconds(1);
    private static final long MAX_COME_BACK = 3600;
    private static final int NO_TIMER = -1;

    private final Vertx vertx;
    private final HttpClientRequest request;
    private final RpcPost.Request post;
    private final Consumer<RpcMessage.Notification> notes;
    private final int maxMessage;
    private final Promise<RpcAnswer> answer = Promise.promise();

    private @Nullable Buffer body;
    private int heard;
    private boolean ended;
    private long lingering = NO_TIMER;

    RpcResponse(
            Vertx vertx,
            HttpClientRequest request,
            RpcPost.Request post,
            Consumer<RpcMessage.Notification> notes,
            int maxMessage) {
        this.vertx = vertx;
        this.request = request;
        this.post = post;
        this.notes = notes;
        this.maxMessage = maxMessage;
    }

    Future<RpcAnswer> answer() {
        return answer.future();
    }

    /** Nobody waits for the answer any more. */
    void cancel() {
        fail(WireException.Kind.LOST, "Nobody waited for the answer any more.");
    }

    /** The request cannot be written. */
    void unsendable(RuntimeException cause) {
        if (answer.tryFail(cause)) {
            request.reset();
        }
    }

    /** There is no response. */
    void lost(Throwable cause) {
        ended = true;
        fail(WireException.Kind.LOST, "The connection was lost before the answer: " + cause.getMessage());
    }

    void begin(HttpClientResponse response) {
        if (answer.future().isComplete()) {
            request.reset();
            return;
        }
        response.exceptionHandler(this::lost);
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        if (response.statusCode() == 200 && type != null && type.startsWith("text/event-stream")) {
            EventStreamParser parser = new EventStreamParser(maxMessage, this::event);
            response.handler(piece -> feed(parser, piece));
            response.endHandler(ignored -> end());
        } else {
            whole(response);
        }
    }

    private void whole(HttpClientResponse response) {
        int bound = response.statusCode() == 200 ? maxMessage : MAX_REFUSAL;
        response.handler(piece -> {
            int length = piece.length() + (body == null ? 0 : body.length());
            if (length > bound) {
                fail(WireException.Kind.TOO_LARGE, "The answer is larger than the bound of " + bound + " bytes.");
            } else if (!answer.future().isComplete()) {
                body = body == null ? piece : body.appendBuffer(piece);
            }
        });
        response.endHandler(ignored -> {
            ended = true;
            if (!answer.future().isComplete()) {
                judge(response);
            }
        });
    }

    private void judge(HttpClientResponse response) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes();
        RawJson json = RawJson.view(bytes, 0, bytes.length);
        int status = response.statusCode();
        if (status == 200) {
            message(json);
            return;
        }
        RpcAnswer refusal = status >= 400 && status < 500 ? RpcAnswer.ofRefusal(json, post.id()) : null;
        switch (status) {
            case 401, 403 ->
                fail(WireException.Kind.UNAUTHORIZED, "The upstream does not accept the gateway: " + status + '.');
            case 429, 503 ->
                answer.tryFail(new WireException(
                        WireException.Kind.BUSY,
                        "The upstream is busy: " + status + '.',
                        Optional.of(comeBack(response.getHeader("Retry-After")))));
            case 502, 504 -> fail(WireException.Kind.LOST, "Nothing stands behind the upstream: " + status + '.');
            default -> {
                if (refusal != null) {
                    answer.tryComplete(refusal);
                } else {
                    fail(WireException.Kind.NONSENSE, "The upstream answered with status " + status + '.');
                }
            }
        }
    }

    private void feed(EventStreamParser parser, Buffer piece) {
        if (answer.future().isComplete()) {
            return;
        }
        try {
            parser.feed(piece);
        } catch (WireException e) {
            fail(e.kind(), String.valueOf(e.getMessage()));
        }
    }

    private void event(String type, RawJson data) {
        if (type.equals("message") && !answer.future().isComplete()) {
            message(data);
        }
    }

    private void message(RawJson json) {
        try {
            RawObject object = RpcParser.object(json);
            RpcAnswer told = RpcAnswer.of(object, post.id());
            if (told != null) {
                answered(told);
            } else if (ended) {
                fail(WireException.Kind.NONSENSE, "The upstream answered another request.");
            } else if (RpcParser.message(object) instanceof RpcMessage.Notification note) {
                hear(note);
            }
        } catch (RefusedException e) {
            fail(WireException.Kind.NONSENSE, "The upstream did not answer in JSON-RPC.");
        }
    }

    private void hear(RpcMessage.Notification note) {
        if (++heard > MAX_NOTES && !post.endless()) {
            fail(WireException.Kind.NONSENSE, "The upstream sent more than " + MAX_NOTES + " notes before its answer.");
            return;
        }
        notes.accept(note);
    }

    private void answered(RpcAnswer told) {
        if (!ended) {
            lingering = vertx.setTimer(LINGER.toMillis(), ignored -> request.reset());
        }
        answer.tryComplete(told);
    }

    private void end() {
        ended = true;
        if (lingering != NO_TIMER) {
            vertx.cancelTimer(lingering);
        }
        fail(WireException.Kind.LOST, "The stream ended before the answer.");
    }

    private void fail(WireException.Kind kind, String message) {
        if (answer.tryFail(new WireException(kind, message)) && !ended) {
            body = null;
            request.reset();
        }
    }

    private static Duration comeBack(@Nullable String header) {
        try {
            return header == null
                    ? COME_BACK
                    : Duration.ofSeconds(Math.clamp(Long.parseLong(header.trim()), 0, MAX_COME_BACK));
        } catch (NumberFormatException e) {
            return COME_BACK;
        }
    }
}
