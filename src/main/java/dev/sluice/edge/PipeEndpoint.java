package dev.sluice.edge;

import dev.sluice.bus.Principal;
import dev.sluice.edge.http.BodyReader;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.session.Sessions;
import dev.sluice.edge.stream.Recipient;
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
import org.jspecify.annotations.Nullable;

/**
 * One client over a connection that is a session itself, on which messages of both sides follow each other: standard input
 * and output (MCP, transports, stdio), or the event stream of HTTP+SSE with what is posted to it (2024-11-05). Every message
 * is judged by itself, so that a client may mix the eras where both are served. Requests run side by side and are answered
 * as they are done; {@code notifications/cancelled} ends a request of either era without an answer. Confined to the event
 * loop of its shard.
 */
final class PipeEndpoint implements Recipient {
    private final Parts parts;
    private final EraHeaders headers;
    private final Recipient client;
    private final EraLadder ladder;
    private final Set<PipeExchange> open = new HashSet<>();
    private final Map<RequestId, Running> running = new HashMap<>();
    private final Promise<Void> idle = Promise.promise();
    private @Nullable Session session;
    private Runnable detach = () -> {};
    private boolean ended;

    /** What it is made of. */
    record Parts(Desk desk, McpEndpoint.Adapters adapters, CallIds ids, Sessions sessions, long maxLine) {}

    /**
     * Who sends a message.
     *
     * @param address network address, or a word that stands for there being none
     */
    record Sender(Principal principal, String address) {}

    /** A request that has no answer yet. */
    private record Running(PipeExchange exchange, EraVerdict verdict) {}

    /**
     * @param headers what is known of headers: without those of the modern era, it is not served
     * @param client gets every message
     */
    PipeEndpoint(Parts parts, EraHeaders headers, Recipient client) {
        this.parts = parts;
        this.headers = headers;
        this.client = client;
        this.ladder = new EraLadder(parts.desk().facts()::serves);
    }

    /** Takes one message, or a batch. */
    void take(RawJson message, Sender sender) {
        PipeExchange exchange = begin(sender);
        Future<Answer> answer;
        try {
            answer = judge(exchange, message);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        finish(exchange, answer);
    }

    /** A message was too long to be taken. */
    void tooLong(Sender sender) {
        PipeExchange exchange = begin(sender);
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
        checkIdle();
        return idle.future();
    }

    /** Whether every request has its answer. */
    boolean isIdle() {
        return open.isEmpty();
    }

    /** Nobody is there to be answered: what runs is cancelled, and the session is over. */
    void gone() {
        ended = true;
        endSession();
        for (PipeExchange exchange : List.copyOf(open)) {
            exchange.leave();
            parts.desk().cancel(exchange.id(), Desk.CLOSED);
        }
    }

    @Override
    public void send(Buffer message) {
        client.send(message);
    }

    @Override
    public void release() {
        // The connection is the session: it is held open whatever happens.
    }

    @Override
    public boolean isReachable() {
        return !ended && client.isReachable();
    }

    private PipeExchange begin(Sender sender) {
        PipeExchange exchange = new PipeExchange(parts.ids().next(), sender, session, this);
        open.add(exchange);
        return exchange;
    }

    private Future<Answer> judge(PipeExchange exchange, RawJson body) {
        if (RpcParser.isBatch(body)) {
            return parts.adapters().batch().handle(exchange, body, headers);
        }
        RawObject object = RpcParser.object(body);
        exchange.answerAs(exchange.wire(), RpcParser.idOf(object));
        RpcMessage message = RpcParser.message(object);
        if (!(message instanceof RpcMessage.Request request)) {
            exchange.silence();
            return taken(exchange, message);
        }
        EraVerdict verdict = ladder.judge(request, headers);
        running.putIfAbsent(request.id(), new Running(exchange, verdict));
        Future<Answer> answer;
        try {
            answer = serve(exchange, verdict);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.onComplete(ignored -> over(request.id(), exchange));
    }

    private void over(RequestId id, PipeExchange exchange) {
        Running request = running.get(id);
        if (request != null && request.exchange() == exchange) {
            running.remove(id);
        }
    }

    private Future<Answer> serve(PipeExchange exchange, EraVerdict verdict) {
        return switch (verdict) {
            case EraVerdict.Modern modern -> parts.adapters().modern().handle(exchange, modern);
            case EraVerdict.Handshake handshake ->
                parts.adapters()
                        .legacy()
                        .handshake(exchange, handshake.request())
                        .onSuccess(answer -> handshaken(exchange, answer));
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
    private Future<Answer> taken(PipeExchange exchange, RpcMessage message) {
        if (message instanceof RpcMessage.Notification notification
                && notification.method().equals(Method.CANCELLED.wire())) {
            cancel(notification);
        }
        EraVerdict verdict = ladder.judge(message, headers);
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

    private void handshaken(PipeExchange exchange, Answer answer) {
        Session begun = answer.session() == null
                ? null
                : parts.sessions().find(answer.session(), parts.desk().owner(exchange.principal()));
        if (begun != null) {
            endSession();
            session = begun;
            detach = parts.desk()
                    .room()
                    .sessions()
                    .attach(begun.id(), parts.desk().audience(exchange.principal()), this);
        }
    }

    private void endSession() {
        detach.run();
        detach = () -> {};
        if (session != null) {
            parts.desk().room().settings().end(session.id());
        }
    }

    private void finish(PipeExchange exchange, Future<Answer> answer) {
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
