package dev.sluice.edge;

import dev.sluice.bus.Principal;
import dev.sluice.edge.http.BodyReader;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.session.Sessions;
import dev.sluice.edge.stream.Recipient;
import dev.sluice.edge.stream.StreamRoom;
import dev.sluice.mcp.EraHeaders;
import dev.sluice.mcp.EraLadder;
import dev.sluice.mcp.EraVerdict;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Both eras over lines (MCP, transports, stdio). Every line is judged by itself, so that a client may mix the eras; the
 * pipe is the session of the legacy one. Requests run side by side and are answered as they are done;
 * {@code notifications/cancelled} ends a request of either era without an answer. Confined to the event loop of its
 * shard.
 */
final class LineEndpoint implements Recipient {
    private final Parts parts;
    private final Principal principal;
    private final Consumer<Buffer> writer;
    private final EraLadder ladder;
    private final Set<LineExchange> open = new HashSet<>();
    private final Map<RequestId, Running> running = new HashMap<>();
    private final Promise<Void> idle = Promise.promise();
    private @Nullable Session session;
    private Runnable detach = () -> {};
    private boolean ended;

    /** What it is made of. */
    record Parts(Desk desk, McpEndpoint.Adapters adapters, CallIds ids, Sessions sessions, long maxLine) {}

    /** A request that has no answer yet. */
    private record Running(LineExchange exchange, EraVerdict verdict) {}

    LineEndpoint(Parts parts, Principal principal, Consumer<Buffer> writer) {
        this.parts = parts;
        this.principal = principal;
        this.writer = writer;
        this.ladder = new EraLadder(parts.desk().facts()::serves);
    }

    /** Takes one line. */
    void line(RawJson line) {
        LineExchange exchange = begin();
        Future<Answer> answer;
        try {
            answer = judge(exchange, line);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        finish(exchange, answer);
    }

    /** A line was too long to be taken. */
    void tooLong() {
        LineExchange exchange = begin();
        finish(
                exchange,
                Future.failedFuture(BodyReader.tooLarge(parts.maxLine()).asException()));
    }

    /**
     * There is no more input.
     *
     * @return completes when every request has its answer
     */
    Future<Void> end() {
        ended = true;
        // Whoever ended the input answers no question any more, and nothing lasts.
        parts.desk().room().end();
        checkIdle();
        return idle.future();
    }

    /** Nobody is there to be answered. */
    void gone() {
        for (LineExchange exchange : List.copyOf(open)) {
            exchange.leave();
            parts.desk().cancel(exchange.id(), Desk.CLOSED);
        }
    }

    @Override
    public void send(Buffer message) {
        writer.accept(message);
    }

    @Override
    public void release() {
        // A pipe is held open whatever happens.
    }

    @Override
    public boolean isReachable() {
        return !ended;
    }

    private LineExchange begin() {
        LineExchange exchange = new LineExchange(parts.ids().next(), principal, session, this);
        open.add(exchange);
        return exchange;
    }

    private Future<Answer> judge(LineExchange exchange, RawJson line) {
        if (RpcParser.isBatch(line)) {
            return parts.adapters().batch().handle(exchange, line, EraHeaders.NONE);
        }
        RawObject object = RpcParser.object(line);
        exchange.answerAs(exchange.wire(), RpcParser.idOf(object));
        RpcMessage message = RpcParser.message(object);
        if (!(message instanceof RpcMessage.Request request)) {
            exchange.silence();
            return taken(exchange, message);
        }
        EraVerdict verdict = ladder.judge(request, EraHeaders.NONE);
        running.putIfAbsent(request.id(), new Running(exchange, verdict));
        Future<Answer> answer;
        try {
            answer = serve(exchange, verdict);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.onComplete(ignored -> over(request.id(), exchange));
    }

    private void over(RequestId id, LineExchange exchange) {
        Running request = running.get(id);
        if (request != null && request.exchange() == exchange) {
            running.remove(id);
        }
    }

    private Future<Answer> serve(LineExchange exchange, EraVerdict verdict) {
        return switch (verdict) {
            case EraVerdict.Modern modern -> parts.adapters().modern().handle(exchange, modern);
            case EraVerdict.Handshake handshake ->
                parts.adapters()
                        .legacy()
                        .handshake(exchange, handshake.request())
                        .onSuccess(this::handshaken);
            case EraVerdict.Legacy legacy -> {
                if (session == null && LegacyAdapter.needsSession(legacy)) {
                    throw notInitialized();
                }
                yield parts.adapters().legacy().handle(exchange, legacy);
            }
            case EraVerdict.Dropped ignored -> Future.succeededFuture(Answer.ACCEPTED);
            case EraVerdict.Refused refused -> {
                if (refused.modern()) {
                    exchange.answerAs(Wire.MODERN, exchange.rpcId());
                }
                yield Future.failedFuture(refused.refusal().asException());
            }
        };
    }

    /** A notification or the answer to a question of ours: nothing is said to it, whatever it is. */
    private Future<Answer> taken(LineExchange exchange, RpcMessage message) {
        if (message instanceof RpcMessage.Notification notification
                && notification.method().equals(Method.CANCELLED.wire())) {
            cancel(notification);
        }
        EraVerdict verdict = ladder.judge(message, EraHeaders.NONE);
        return verdict instanceof EraVerdict.Legacy legacy && session != null
                ? parts.adapters().legacy().handle(exchange, legacy)
                : Future.succeededFuture(Answer.ACCEPTED);
    }

    private void cancel(RpcMessage.Notification notification) {
        RawJson id =
                notification.params().map(params -> params.get("requestId")).orElse(null);
        Running request = id == null ? null : running.get(new RequestId(id));
        if (request != null) {
            request.exchange().silence();
            if (request.verdict() instanceof EraVerdict.Modern) {
                request.exchange().leave();
            }
        }
    }

    private void handshaken(Answer answer) {
        Session begun = answer.session() == null ? null : parts.sessions().find(answer.session(), principal.key());
        if (begun != null) {
            StreamRoom room = parts.desk().room();
            detach.run();
            if (session != null) {
                room.settings().end(session.id());
            }
            session = begun;
            detach = room.sessions().attach(begun.id(), this);
        }
    }

    private void finish(LineExchange exchange, Future<Answer> answer) {
        Desk desk = parts.desk();
        answer.recover(cause ->
                        Future.succeededFuture(desk.turnAway(exchange, Desk.refusal(cause, exchange.requestId()))))
                .onSuccess(done -> {
                    exchange.answer(done);
                    open.remove(exchange);
                    checkIdle();
                });
    }

    private void checkIdle() {
        if (ended && open.isEmpty()) {
            idle.tryComplete();
        }
    }

    private static RuntimeException notInitialized() {
        return Refusal.of(
                        RefusalCode.INVALID_REQUEST,
                        "Begin with initialize, or send the metadata of 2026-07-28 with every request.")
                .asException();
    }
}
