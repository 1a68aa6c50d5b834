package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.StreamMessage;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The standalone streams of sessions (GET without {@code Last-Event-ID}): one for each session on a node, which brings what
 * belongs to no request. Confined to the event loop of its shard.
 */
public final class SessionStreams {
    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(5_000);

    private final Vertx vertx;
    private final EventStreams streams;
    private final StreamPermits permits;
    private final SessionSettings settings;
    private final Changes changes;

    SessionStreams(
            Vertx vertx, EventStreams streams, StreamPermits permits, SessionSettings settings, Changes changes) {
        this.vertx = vertx;
        this.streams = streams;
        this.permits = permits;
        this.settings = settings;
        this.changes = changes;
    }

    /**
     * Opens the stream of a session. One that nobody reads any more makes way.
     *
     * @param audience who reads it, and at which endpoint
     * @param until when the session or the proof of identity ends, in milliseconds since the epoch
     * @param opener turns the response into a stream; null when its client is gone
     * @return completes when it is open; fails with a RefusedException with STREAM_EXISTS or TOO_MANY_STREAMS
     */
    public Future<Void> open(StreamOwner owner, Audience audience, long until, Supplier<@Nullable HttpCarrier> opener) {
        StreamPermits.Place place = permits.place(owner.session());
        Future<Boolean> free = place == null ? Future.succeededFuture(true) : makeWay(owner.session(), place);
        return free.compose(isFree -> {
            if (!isFree) {
                return refused(RefusalCode.STREAM_EXISTS);
            }
            ResumableStream stream = streams.keep(owner);
            if (stream == null) {
                return refused(RefusalCode.TOO_MANY_STREAMS);
            }
            if (!permits.place(owner.session(), new StreamPermits.Place(streams.shard(), stream.number()))) {
                streams.drop(stream);
                return refused(RefusalCode.STREAM_EXISTS);
            }
            open(stream, audience, until, opener);
            return Future.succeededFuture();
        });
    }

    /**
     * Brings what belongs to no request to a client whose session is its connection.
     *
     * @return ends that
     */
    public Runnable attach(String session, Audience audience, Recipient client) {
        Changes.Listener listener = new Listener(session, audience, client::send, settings, () -> {});
        changes.add(listener);
        return () -> changes.remove(listener);
    }

    /** Whether a stream makes way for a new one of its session: when nobody reads it. */
    boolean makeWay(String session, long number) {
        ResumableStream stream = streams.find(session, number);
        if (stream != null && stream.isRead()) {
            return false;
        }
        if (stream != null) {
            streams.drop(stream);
        }
        return true;
    }

    private Future<Boolean> makeWay(String session, StreamPermits.Place place) {
        if (place.shard() == streams.shard()) {
            return Future.succeededFuture(makeWay(session, place.stream()));
        }
        return vertx.eventBus()
                .<Boolean>request(
                        Addresses.streams(place.shard()), new StreamMessage.Yield(session, place.stream()), OPTIONS)
                .map(Message::body);
    }

    private void open(ResumableStream stream, Audience audience, long until, Supplier<@Nullable HttpCarrier> opener) {
        String session = stream.owner().session();
        Changes.Listener listener = new Listener(session, audience, stream::send, settings, () -> streams.drop(stream));
        changes.add(listener);
        stream.onDrop(() -> {
            changes.remove(listener);
            permits.leave(session, new StreamPermits.Place(streams.shard(), stream.number()));
        });
        stream.standalone(until);
        HttpCarrier carrier = opener.get();
        if (carrier == null) {
            streams.drop(stream);
        } else {
            EventStreams.carry(stream, carrier);
            stream.open(carrier);
        }
    }

    private static <T> Future<T> refused(RefusalCode code) {
        return Future.failedFuture(Refusal.of(code).asException());
    }

    /**
     * Tells one session of changes.
     *
     * @param end ends its stream
     */
    private record Listener(
            String session, Audience audience, Consumer<Buffer> client, SessionSettings settings, Runnable end)
            implements Changes.Listener {
        private static final News NEWS = new News(null);

        @Override
        public void changed(CatalogChange change) {
            if (change.tools()) {
                client.accept(NEWS.changed(Notifications.TOOLS_CHANGED));
            }
            if (change.prompts()) {
                client.accept(NEWS.changed(Notifications.PROMPTS_CHANGED));
            }
            if (change.resources()) {
                client.accept(NEWS.changed(Notifications.RESOURCES_CHANGED));
            }
        }

        @Override
        public void updated(String uri) {
            if (settings.isSubscribed(session, uri)) {
                client.accept(NEWS.updated(uri));
            }
        }

        @Override
        public void closed() {
            end.run();
        }
    }
}
