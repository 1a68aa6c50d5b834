package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.PostedMessage;
import dev.sluice.bus.Principal;
import dev.sluice.edge.stream.LastingStream;
import dev.sluice.edge.stream.StreamKind;
import dev.sluice.mcp.EraHeaders;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of HTTP+SSE (2024-11-05) whose streams are in this shard. A session is its stream and ends with it; what a
 * client posts may come in at any shard, and the session's id tells where the stream is. How many there are is bounded by
 * {@code streams.max} and {@code streams.perUser}. Confined to the event loop of its shard.
 */
final class SseSessions {
    private static final DeliveryOptions LOCAL =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(5_000);
    private static final int RANDOM_BYTES = 24;
    private static final int MAX_SHARD = 4_096;
    /** Without the headers of the modern era, which this transport has not: only old revisions are served. */
    private static final EraHeaders HEADERS = new EraHeaders(null, null, null);

    private final Vertx vertx;
    private final int shard;
    private final PipeEndpoint.Parts parts;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> open = new HashMap<>();

    private static final class Session {
        private final String owner;
        private final LastingStream stream;
        private final PipeEndpoint endpoint;
        private long until;

        private Session(Principal principal, LastingStream stream, PipeEndpoint endpoint) {
            this.owner = principal.key();
            this.stream = stream;
            this.endpoint = endpoint;
            this.until = LegacyStreams.until(principal);
        }
    }

    SseSessions(Vertx vertx, int shard, PipeEndpoint.Parts parts, InstantSource clock) {
        this.vertx = vertx;
        this.shard = shard;
        this.parts = parts;
        this.clock = clock;
        parts.desk().room().also(this::sweep);
    }

    /** Listens for messages that came in at other shards. */
    MessageConsumer<PostedMessage> listen() {
        return vertx.eventBus().localConsumer(Addresses.posts(shard), this::posted);
    }

    /**
     * Begins a session, whose stream is the response.
     *
     * @throws dev.sluice.mcp.RefusedException with TOO_MANY_STREAMS
     */
    void begin(HttpExchange exchange) {
        Principal principal = exchange.principal();
        LastingStream stream =
                parts.desk().room().streams().lasting(principal.key(), () -> exchange.open(StreamKind.SESSION));
        if (stream == null) {
            throw Refusal.of(RefusalCode.TOO_MANY_STREAMS).asException();
        }
        String id = newId();
        open.put(id, new Session(principal, stream, new PipeEndpoint(parts, HEADERS, stream)));
        stream.begin(SseEndpoint.MESSAGES + '?' + SseEndpoint.SESSION_ID + '=' + id, () -> gone(id));
    }

    /**
     * Hands a message to its session.
     *
     * @return completes with whether there is such a session of that principal
     */
    Future<Boolean> post(PostedMessage message) {
        int home = shardOf(message.session());
        if (home < 0 || home == shard) {
            return Future.succeededFuture(take(message));
        }
        return vertx.eventBus()
                .<Boolean>request(Addresses.posts(home), message, LOCAL)
                .map(Message::body)
                .recover(cause ->
                        cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS
                                ? Future.succeededFuture(false)
                                : Future.failedFuture(cause));
    }

    /** Ends all sessions; what has been said to their clients is still written. */
    void end() {
        for (String id : List.copyOf(open.keySet())) {
            end(id);
        }
    }

    private void posted(Message<PostedMessage> message) {
        boolean taken;
        try {
            taken = take(message.body());
        } catch (RuntimeException e) {
            message.fail(500, "the session failed");
            throw e;
        }
        message.reply(taken);
    }

    private boolean take(PostedMessage message) {
        Session session = open.get(message.session());
        if (session == null || !session.owner.equals(message.principal().key())) {
            return false;
        }
        session.until = Math.max(session.until, LegacyStreams.until(message.principal()));
        session.endpoint.take(message.body(), new PipeEndpoint.Sender(message.principal(), message.address()));
        return true;
    }

    /** Ends sessions whose client's proof of identity has ended, and, when the node goes down, those without a request. */
    private void sweep() {
        boolean draining = parts.desk().gatekeeper().isDraining();
        long now = clock.millis();
        Map.copyOf(open).forEach((id, session) -> {
            if (session.until <= now || (draining && session.endpoint.isIdle())) {
                end(id);
            }
        });
    }

    private void end(String id) {
        Session session = open.remove(id);
        if (session != null) {
            session.stream.end();
            session.endpoint.gone();
        }
    }

    private void gone(String id) {
        Session session = open.remove(id);
        if (session != null) {
            session.endpoint.gone();
        }
    }

    private String newId() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return shard + "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static int shardOf(String id) {
        int end = id.indexOf('-');
        if (end < 1 || end > 4) {
            return -1;
        }
        try {
            int shard = Integer.parseInt(id, 0, end, 10);
            return shard < MAX_SHARD ? shard : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
