package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.upstream.message.LegacyJson;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Leads what a server sends to whom it concerns. Confined to the home loop of its upstream. */
final class LegacyListener implements Wire.Listener {
    private static final int METHOD_NOT_FOUND = -32601;

    private final LegacySession session;

    LegacyListener(LegacySession session) {
        this.session = session;
    }

    @Override
    public void message(RpcMessage message, OptionalLong origin) {
        switch (message) {
            case RpcMessage.Response response -> answered(response);
            case RpcMessage.Request question -> asked(question, origin);
            case RpcMessage.Notification note -> noted(note, origin);
        }
    }

    @Override
    public void unanswered(long id, Throwable cause) {
        session.pending().end(id, LegacyOutcomes.wire(cause));
    }

    @Override
    public void released(long id) {
        LegacyExchange exchange = session.pending().exchange(id);
        if (exchange != null) {
            exchange.released();
        }
    }

    @Override
    public void gap() {
        session.owner().gap();
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        session.closed(
                cause == null
                        ? new WireException(WireException.Kind.LOST, "The server has ended the session.")
                        : LegacyOutcomes.wire(cause));
    }

    private void answered(RpcMessage.Response response) {
        Long id = LegacyJson.number(response.id().raw());
        LegacyExchange exchange = id == null ? null : session.pending().take(id);
        if (exchange != null) {
            exchange.answered(response);
        }
    }

    private void asked(RpcMessage.Request question, OptionalLong origin) {
        if (question.method().equals(Method.PING.wire())) {
            session.telling().answer(question.id(), RawJson.EMPTY_OBJECT);
            return;
        }
        LegacyExchange call = origin.isPresent()
                ? session.pending().exchange(origin.getAsLong())
                : session.pending().onlyCall();
        if (call != null && call.isCall()) {
            call.asked(question);
        } else {
            session.telling().refuse(question.id(), METHOD_NOT_FOUND, "Nobody can be asked this now.");
        }
    }

    private void noted(RpcMessage.Notification note, OptionalLong origin) {
        RawObject params = note.params().orElse(null);
        switch (note.method()) {
            case Notifications.PROGRESS -> progress(params);
            case Notifications.MESSAGE -> log(params, origin);
            case Notifications.CANCELLED -> cancelled(params);
            default -> session.owner().note(note);
        }
    }

    /** Progress tokens are the ids of requests. */
    private void progress(@Nullable RawObject params) {
        Long token = params == null ? null : LegacyJson.number(params.get(MetaKeys.PROGRESS_TOKEN));
        LegacyExchange call = token == null ? null : session.pending().exchange(token);
        if (call != null && params != null) {
            call.progress(params.raw());
        }
    }

    /** What comes on no call's own stream may be anybody's, unless there are no such streams, and one call and none before. */
    private void log(@Nullable RawObject params, OptionalLong origin) {
        LegacyExchange call = origin.isPresent()
                ? session.pending().exchange(origin.getAsLong())
                : session.tellsOrigins() ? null : session.onlyCall();
        String name = params == null ? null : params.text("level");
        LogLevel level = name == null ? null : LogLevel.of(name).orElse(null);
        if (call != null && params != null && level != null) {
            call.log(level, params.raw());
        }
    }

    private void cancelled(@Nullable RawObject params) {
        RawJson id = params == null ? null : params.get("requestId");
        if (id != null) {
            RequestId question = new RequestId(id);
            session.pending().exchanges().forEach(exchange -> exchange.withdrawn(question));
        }
    }
}
