package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.edge.session.Session;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The running calls of legacy clients by session and request id, so that {@code notifications/cancelled} finds them.
 * The notification may come over another connection and so in another shard: what one shard does not know it tells
 * all. Confined to the event loop of its shard.
 */
final class OpenCalls {
    /** Calls remembered in one shard; more run all the same, but cannot be cancelled. */
    static final int MAX = 10_000;

    private static final String ADDRESS = "edge.cancelled";
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final Map<Key, CallId> calls = new HashMap<>();

    private record Key(String session, RequestId id) {}

    OpenCalls(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Listens for notifications that came in on other shards. */
    MessageConsumer<String> listen(Consumer<CallId> cancel) {
        return vertx.eventBus().localConsumer(ADDRESS, message -> {
            String text = message.body();
            int space = text.indexOf(' ');
            CallId call =
                    calls.get(new Key(text.substring(0, space), new RequestId(RawJson.of(text.substring(space + 1)))));
            if (call != null) {
                cancel.accept(call);
            }
        });
    }

    void add(Session session, RequestId id, CallId call) {
        if (calls.size() < MAX) {
            calls.putIfAbsent(new Key(session.id(), id), call);
        }
    }

    void remove(Session session, RequestId id, CallId call) {
        calls.remove(new Key(session.id(), id), call);
    }

    /** Cancels the call, wherever on the node it runs; nothing happens when there is none. */
    void cancel(Session session, RequestId id, Consumer<CallId> cancel) {
        CallId call = calls.get(new Key(session.id(), id));
        if (call != null) {
            cancel.accept(call);
        } else {
            vertx.eventBus().publish(ADDRESS, session.id() + ' ' + id, LOCAL);
        }
    }
}
