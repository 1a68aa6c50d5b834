package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.StreamMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients read on where they were interrupted (GET with {@code Last-Event-ID}). The stream stays in the shard that keeps
 * it; when its client comes back to another one, that shard lends it the connection. Confined to the event loop of its shard.
 */
public final class Resumption {
    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(5_000);
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    private static final int UNKNOWN = 404;

    private final Vertx vertx;
    private final EventStreams streams;
    private final Map<Long, HttpCarrier> lent = new HashMap<>();
    private long lastCarrier;

    Resumption(Vertx vertx, EventStreams streams) {
        this.vertx = vertx;
        this.streams = streams;
    }

    /**
     * Goes on with a stream.
     *
     * @param session the session that the client has
     * @param last the last event that it has seen
     * @param opener turns the response into a stream; null when its client is gone
     * @return completes with whether there is such a stream of that session; does not fail
     */
    public Future<Boolean> resume(String session, EventId last, Supplier<@Nullable HttpCarrier> opener) {
        return last.shard() == streams.shard()
                ? Future.succeededFuture(here(session, last, opener))
                : elsewhere(session, last, opener);
    }

    private boolean here(String session, EventId last, Supplier<@Nullable HttpCarrier> opener) {
        ResumableStream stream = streams.find(session, last.stream());
        if (stream == null) {
            return false;
        }
        HttpCarrier carrier = opener.get();
        if (carrier != null) {
            EventStreams.carry(stream, carrier);
            write(carrier, stream.resume(last.sequence(), carrier), stream.isFinished());
        }
        return true;
    }

    private Future<Boolean> elsewhere(String session, EventId last, Supplier<@Nullable HttpCarrier> opener) {
        long number = ++lastCarrier;
        StreamMessage.Resume wanted =
                new StreamMessage.Resume(session, last.stream(), last.sequence(), streams.shard(), number);
        return vertx.eventBus()
                .<StreamMessage.Resumed>request(Addresses.streams(last.shard()), wanted, OPTIONS)
                .map(Message::body)
                .map(resumed -> {
                    lend(last, number, resumed, opener.get());
                    return true;
                })
                .otherwise(false);
    }

    private void lend(EventId last, long number, StreamMessage.Resumed resumed, @Nullable HttpCarrier carrier) {
        if (carrier == null) {
            tellLost(last.shard(), last.stream(), number);
            return;
        }
        lent.put(number, carrier);
        carrier.onGone(() -> {
            if (lent.remove(number) != null) {
                tellLost(last.shard(), last.stream(), number);
            }
        });
        write(carrier, resumed.events(), resumed.finished());
        if (resumed.finished()) {
            lent.remove(number);
        }
    }

    private static void write(HttpCarrier carrier, List<Buffer> events, boolean finished) {
        events.forEach(carrier::write);
        if (finished) {
            carrier.end();
        }
    }

    /** A client came back to another shard for a stream that is kept here. */
    void take(Message<StreamMessage> message, StreamMessage.Resume wanted) {
        ResumableStream stream = streams.find(wanted.session(), wanted.stream());
        if (stream == null) {
            message.fail(UNKNOWN, "no such stream");
            return;
        }
        List<Buffer> events = stream.resume(
                wanted.after(),
                new ShardCarrier(vertx.eventBus(), wanted.stream(), streams.shard(), wanted.shard(), wanted.carrier()));
        message.reply(new StreamMessage.Resumed(events, stream.isFinished()));
    }

    /** An event of a stream that is kept elsewhere, for a connection here. */
    void take(StreamMessage.Event event) {
        HttpCarrier carrier = lent.get(event.carrier());
        if (carrier == null) {
            if (event.text() != null) {
                tellLost(event.from(), event.stream(), event.carrier());
            }
        } else if (event.text() != null) {
            carrier.write(event.text());
        } else {
            lent.remove(event.carrier());
            carrier.end();
        }
    }

    /** A connection that carried a stream of ours elsewhere is gone. */
    void take(StreamMessage.Lost lost) {
        ResumableStream stream = streams.find(lost.stream());
        if (stream != null) {
            stream.lost(
                    new ShardCarrier(vertx.eventBus(), lost.stream(), streams.shard(), lost.shard(), lost.carrier()));
        }
    }

    private void tellLost(int shard, long stream, long carrier) {
        vertx.eventBus()
                .send(Addresses.streams(shard), new StreamMessage.Lost(stream, streams.shard(), carrier), LOCAL);
    }
}
