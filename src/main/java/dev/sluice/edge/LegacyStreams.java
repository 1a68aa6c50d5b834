package dev.sluice.edge;

import dev.sluice.bus.Principal;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.stream.EventId;
import dev.sluice.edge.stream.HttpCarrier;
import dev.sluice.edge.stream.StreamKind;
import dev.sluice.edge.stream.StreamOwner;
import dev.sluice.mcp.HeaderText;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.Revision;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} of clients of old revisions: the standalone stream of a session, or the rest of a stream that was interrupted
 * (2025-11-25, transports, "Listening for Messages from the Server", "Resumability and Redelivery"). Confined to its shard.
 */
final class LegacyStreams {
    private static final Instant FAR = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final Desk desk;
    private final LegacyAdapter legacy;

    LegacyStreams(Desk desk, LegacyAdapter legacy) {
        this.desk = desk;
        this.legacy = legacy;
    }

    /**
     * Opens or resumes a stream.
     *
     * @return does not complete when it is open: then events are the answer; fails with a RefusedException
     */
    Future<Answer> get(HttpExchange exchange) {
        Session session = legacy.requiredSession(exchange);
        if (!exchange.acceptsEvents()) {
            throw Refusal.of(RefusalCode.NOT_ACCEPTABLE, "The client must accept text/event-stream.")
                    .asException();
        }
        if (desk.gatekeeper().isDraining()) {
            throw Gatekeeper.draining().asException();
        }
        String last = exchange.header(HeaderNames.LAST_EVENT_ID);
        return last == null ? open(exchange, session) : resume(exchange, session, EventId.of(HeaderText.trim(last)));
    }

    private Future<Answer> open(HttpExchange exchange, Session session) {
        return desk.room()
                .sessions()
                .open(
                        new StreamOwner(
                                session.id(), exchange.principal().key(), session.revision() == Revision.V2025_11_25),
                        desk.audience(exchange.principal()),
                        Math.min(until(exchange.principal()), Math.multiplyExact(session.expiresAt(), 1_000L)),
                        () -> carrier(exchange))
                .compose(ignored -> streaming());
    }

    private Future<Answer> resume(HttpExchange exchange, Session session, @Nullable EventId last) {
        if (last == null) {
            throw unknown();
        }
        return desk.room()
                .resumption()
                .resume(session.id(), last, () -> carrier(exchange))
                .compose(found -> found ? streaming() : Future.failedFuture(unknown()));
    }

    /** When a proof of identity ends, in milliseconds since the epoch. */
    static long until(Principal principal) {
        return principal.expiresAt().isBefore(FAR) ? principal.expiresAt().toEpochMilli() : Long.MAX_VALUE;
    }

    private static @Nullable HttpCarrier carrier(HttpExchange exchange) {
        return exchange.isFinished() ? null : exchange.open(StreamKind.SESSION);
    }

    private static Future<Answer> streaming() {
        return Promise.<Answer>promise().future();
    }

    private static RuntimeException unknown() {
        return Refusal.of(
                        RefusalCode.INVALID_REQUEST,
                        "The stream of this event is not kept (any more) for this session; send the request again.")
                .with("field", "Last-Event-ID")
                .asException();
    }
}
