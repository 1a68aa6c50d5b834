package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import dev.sluice.provider.outbound.PostClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the response to one posted request. The request ends once, whatever comes: with the answer, or with the first thing
 * that is wrong, and then its stream is reset. Confined to the event loop of its request.
 */
final class RpcResponse implements PostClient.Reception {
    /** Bytes of a body that only says why there is no answer. */
    static final int MAX_REFUSAL = 64 * 1024;
    /** How long the stream may stay open behind the answer before the gateway closes it. */
    static final Duration LINGER = Duration.ofSeconds(1);

    private static final Duration COME_BACK = Duration.ofSeconds(1);
    private static final long MAX_COME_BACK = 3600;
    private static final int NO_TIMER = -1;
    private static final int OK = 200;
    private static final byte[] NOTHING = {};

    private final Vertx vertx;
    private final RpcPost.Request post;
    private final Consumer<RpcMessage.Notification> notes;
    private final int maxMessage;
    private final Promise<RpcAnswer> answer = Promise.promise();

    private PostClient.@Nullable Exchange exchange;
    private @Nullable EventStreamParser events;
    private @Nullable String retryAfter;
    private int status;
    private byte[] body = NOTHING;
    private int length;
    private int heard;
    private boolean ended;
    private long lingering = NO_TIMER;

    RpcResponse(Vertx vertx, RpcPost.Request post, Consumer<RpcMessage.Notification> notes, int maxMessage) {
        this.vertx = vertx;
        this.post = post;
        this.notes = notes;
        this.maxMessage = maxMessage;
    }

    /** What it is the response of. */
    void of(PostClient.Exchange request) {
        exchange = request;
    }

    Future<RpcAnswer> answer() {
        return answer.future();
    }

    /** Nobody waits for the answer any more. */
    void cancel() {
        fail(WireException.Kind.LOST, "Nobody waited for the answer any more.");
    }

    @Override
    public void unsent(Throwable cause) {
        ended = true;
        answer.tryFail(cause);
    }

    @Override
    public void lost(Throwable cause) {
        ended = true;
        fail(WireException.Kind.LOST, "The connection was lost before the answer: " + cause.getMessage());
    }

    private void reset() {
        ended = true;
        if (exchange != null) {
            exchange.reset();
        }
    }

    @Override
    public void began(int code, PostClient.Headers headers) {
        status = code;
        String type = headers.get("content-type");
        if (code == OK && type != null && type.startsWith("text/event-stream")) {
            events = new EventStreamParser(maxMessage, this::event);
        } else if (code != OK) {
            retryAfter = headers.get("retry-after");
        }
    }

    @Override
    public void piece(byte[] bytes) {
        if (answer.future().isComplete()) {
            return;
        }
        if (events != null) {
            feed(events, bytes);
            return;
        }
        int bound = status == OK ? maxMessage : MAX_REFUSAL;
        if (bytes.length > bound - length) {
            fail(WireException.Kind.TOO_LARGE, "The answer is larger than the bound of " + bound + " bytes.");
            return;
        }
        keep(bytes);
    }

    /** As nearly always, the first piece is the whole body and is not copied. */
    private void keep(byte[] bytes) {
        if (length == 0) {
            body = bytes;
        } else {
            if (body.length < length + bytes.length) {
                body = Arrays.copyOf(body, Math.max(length + bytes.length, 2 * length));
            }
            System.arraycopy(bytes, 0, body, length, bytes.length);
        }
        length += bytes.length;
    }

    @Override
    public void ended() {
        ended = true;
        if (lingering != NO_TIMER) {
            vertx.cancelTimer(lingering);
        }
        if (events != null) {
            fail(WireException.Kind.LOST, "The stream ended before the answer.");
        } else if (!answer.future().isComplete()) {
            judge();
        }
    }

    private void judge() {
        RawJson json = RawJson.view(body, 0, length);
        if (status == OK) {
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
                        Optional.of(comeBack(retryAfter))));
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

    private void feed(EventStreamParser parser, byte[] piece) {
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
        if (++heard > Wire.MAX_NOTES && !post.endless()) {
            fail(WireException.Kind.NONSENSE, Wire.FLOOD);
            return;
        }
        notes.accept(note);
    }

    private void answered(RpcAnswer told) {
        if (!ended) {
            lingering = vertx.setTimer(LINGER.toMillis(), ignored -> reset());
        }
        answer.tryComplete(told);
    }

    private void fail(WireException.Kind kind, String message) {
        if (answer.tryFail(new WireException(kind, message)) && !ended) {
            body = NOTHING;
            reset();
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
