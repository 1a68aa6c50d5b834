package dev.sluice.edge;

import dev.sluice.bus.Target;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.stream.SessionSettings;
import dev.sluice.edge.stream.Watches;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;
import java.util.Objects;

/** What a client of an old revision sets for its session: log level, subscriptions. Confined to its shard. */
final class LegacySettings {
    private final Desk desk;

    LegacySettings(Desk desk) {
        this.desk = desk;
    }

    /** {@code logging/setLevel}; counted, since every shard is told and remembers it. */
    Future<Answer> level(Inquiry inquiry, Session session, RpcMessage.Request request) {
        LogLevel level = Callers.level(Params.text(Params.of(request), "level"));
        return desk.work(inquiry, () -> settings().level(session.id(), level).compose(ignored -> done(inquiry)));
    }

    /** {@code resources/subscribe}: of what the caller may read. */
    Future<Answer> subscribe(Inquiry inquiry, Session session, RpcMessage.Request request) {
        String uri = Params.text(Params.of(request), "uri");
        inquiry.target(uri);
        return desk.work(inquiry, () -> {
            Routed routed = desk.routing().read(uri);
            Target target = routed.target();
            if (target == null) {
                throw Objects.requireNonNull(routed.refusal()).asException();
            }
            if (!inquiry.exchange().principal().hasAnyOf(target.roles())) {
                throw Refusal.of(RefusalCode.INSUFFICIENT_PERMISSIONS).asException();
            }
            if (!settings().maySubscribe(session.id(), uri)) {
                throw Refusal.of(RefusalCode.INVALID_PARAMS, "As many resources are subscribed to as are allowed.")
                        .with("limit", SessionSettings.MAX_SUBSCRIPTIONS)
                        .asException();
            }
            return settings()
                    .subscribe(
                            session.id(),
                            new Watches.Watched(target.provider(), uri),
                            Math.multiplyExact(session.expiresAt(), 1_000L))
                    .compose(ignored -> done(inquiry));
        });
    }

    /** {@code resources/unsubscribe}. */
    Future<Answer> unsubscribe(Inquiry inquiry, Session session, RpcMessage.Request request) {
        String uri = Params.text(Params.of(request), "uri");
        inquiry.target(uri);
        return desk.work(inquiry, () -> {
            return settings().unsubscribe(session.id(), uri).compose(ignored -> done(inquiry));
        });
    }

    private SessionSettings settings() {
        return desk.room().settings();
    }

    private static Future<Answer> done(Inquiry inquiry) {
        return Future.succeededFuture(Answer.ok(RpcWriter.result(inquiry.rpcId(), RawJson.EMPTY_OBJECT)));
    }
}
