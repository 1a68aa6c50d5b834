package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RpcMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One event stream over as many connections as it takes: that of a request until its response has come, or that of a session.
 * It is taken up again where it broke off when its events have ids. Confined to the home loop of its upstream.
 */
final class StreamableStream {
    /** How often in a row a stream is taken up again without hearing anything on it. */
    static final int MAX_ATTEMPTS = 5;

    private static final long FIRST_DELAY_MILLIS = 1_000;
    private static final long MAX_DELAY_MILLIS = 30_000;
    private static final long MIN_DELAY_MILLIS = 10;

    /** How long a server may take to end a stream after the response, in milliseconds. */
    private static final long LINGER_MILLIS = 1_000;

    /** How long a stream of a session lasts that was worth opening, in milliseconds, when nothing comes on it. */
    private static final long LASTING_MILLIS = 1_000;

    private static final long NO_TIMER = -1;

    private final StreamableWire wire;
    private final OptionalLong id;
    private @Nullable HttpClientResponse current;
    private @Nullable String lastId;
    private OptionalLong retry = OptionalLong.empty();
    private int attempts;
    private boolean heard;
    private boolean over;
    private long timer = NO_TIMER;
    private long lasting = NO_TIMER;

    /** @param id of the request, empty for the stream of a session */
    StreamableStream(StreamableWire wire, OptionalLong id) {
        this.wire = wire;
        this.id = id;
    }

    /** Reads one connection's part of it. */
    void attach(HttpClientResponse response) {
        current = response;
        if (id.isEmpty()) {
            wire.peer().vertx().cancelTimer(lasting);
            lasting = wire.peer().vertx().setTimer(LASTING_MILLIS, ignored -> attempts = 0);
        }
        EventStreamParser parser = new EventStreamParser(wire.peer().maxMessage(), (type, data) -> {
            if (type.equals("message")) {
                deliver(HttpAnswers.messages(data));
            }
        });
        response.handler(piece -> feed(parser, piece, response));
        response.exceptionHandler(cause -> broken(response, false));
        response.endHandler(done -> broken(response, true));
    }

    private void feed(EventStreamParser parser, Buffer piece, HttpClientResponse response) {
        if (!response.equals(current)) {
            return;
        }
        attempts = id.isPresent() ? 0 : attempts;
        try {
            parser.feed(piece);
            lastId = parser.lastId() == null ? lastId : parser.lastId();
            retry = parser.retry().isPresent() ? parser.retry() : retry;
        } catch (WireException e) {
            current = null;
            response.request().reset();
            id.ifPresentOrElse(number -> fail(number, e), this::again);
        }
    }

    private void deliver(List<RpcMessage> messages) {
        attempts = 0;
        for (RpcMessage message : messages) {
            if (id.isPresent() && HttpAnswers.answers(message, id.getAsLong())) {
                over = true;
                timer = wire.peer().vertx().setTimer(LINGER_MILLIS, ignored -> stop());
            }
            wire.deliver(message, id);
        }
    }

    /** @param ended whether the server has ended it, rather than the connection been lost */
    private void broken(HttpClientResponse response, boolean ended) {
        if (!response.equals(current)) {
            return;
        }
        current = null;
        wire.peer().vertx().cancelTimer(lasting);
        if (over) {
            stop();
        } else if (id.isEmpty()) {
            again();
        } else if (lastId == null || attempts >= MAX_ATTEMPTS) {
            fail(
                    id.getAsLong(),
                    new WireException(WireException.Kind.LOST, "The event stream of the response broke off."));
        } else {
            if (ended) {
                wire.released(id.getAsLong());
            }
            again();
        }
    }

    private void fail(long number, WireException cause) {
        stop();
        wire.unanswered(number, cause);
    }

    /** Takes it up again after a while. */
    private void again() {
        if (over || wire.isClosed()) {
            return;
        }
        timer = wire.peer().vertx().setTimer(delay(), ignored -> {
            timer = NO_TIMER;
            open();
        });
        attempts++;
    }

    /** As the server said; longer when streams of a session that it opens end at once, one after the other. */
    private long delay() {
        long most = Math.min(MAX_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(attempts, 5));
        long own = most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
        if (retry.isEmpty()) {
            return own;
        }
        long said = Math.clamp(retry.getAsLong(), MIN_DELAY_MILLIS, MAX_DELAY_MILLIS);
        return id.isPresent() || attempts == 0 ? said : Math.max(said, own);
    }

    /** Asks for it, from where it broke off when that is known. Completes when the server has answered; never fails. */
    Future<Void> open() {
        return wire.request(HttpMethod.GET)
                .compose(request -> {
                    request.putHeader("Accept", "text/event-stream");
                    if (lastId != null) {
                        request.putHeader("Last-Event-ID", lastId);
                    }
                    return request.send();
                })
                .transform((response, failure) -> {
                    if (response == null) {
                        unreachable();
                    } else if (over || wire.isClosed()) {
                        response.request().reset();
                    } else {
                        answered(response);
                    }
                    return Future.succeededFuture();
                });
    }

    private void answered(HttpClientResponse response) {
        if (HttpAnswers.isGood(response) && HttpAnswers.isEventStream(response)) {
            if (heard && id.isEmpty() && lastId == null) {
                wire.gap();
            }
            if (heard || id.isPresent()) {
                wire.peer().meters().resumed();
            }
            heard = true;
            attach(response);
            return;
        }
        int status = response.statusCode();
        HttpAnswers.drain(wire.peer().vertx(), response);
        if (status == 429 || status >= 500) {
            unreachable();
        } else if (id.isPresent()) {
            fail(id.getAsLong(), new WireException(WireException.Kind.LOST, "The event stream could not be resumed."));
        } else if (heard) {
            refused(status);
        }
    }

    /** A session that had a stream is refused it. */
    private void refused(int status) {
        if (status == 404) {
            wire.forgotten();
        } else if (lastId != null) {
            lastId = null;
            again();
        }
    }

    private void unreachable() {
        if (id.isPresent() && attempts >= MAX_ATTEMPTS) {
            fail(id.getAsLong(), new WireException(WireException.Kind.LOST, "The event stream could not be resumed."));
        } else {
            again();
        }
    }

    /** Nobody listens to it any more. */
    void stop() {
        over = true;
        wire.peer().vertx().cancelTimer(lasting);
        if (timer != NO_TIMER) {
            wire.peer().vertx().cancelTimer(timer);
            timer = NO_TIMER;
        }
        id.ifPresent(wire::ended);
        HttpClientResponse response = current;
        current = null;
        if (response != null) {
            response.request().reset();
        }
    }
}
