package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.StreamMessage;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcMessage;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests of ours to clients of old revisions that wait for their response. A response may come in at any shard; the id
 * of the request tells which one sent it. Only the session that was asked may answer. Confined to the event loop of its
 * shard.
 */
public final class Questions {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    private static final String PREFIX = "sl-";
    private static final int RANDOM_BYTES = 15;
    private static final int MAX_SHARD = 4_096;

    private final Vertx vertx;
    private final int shard;
    private final StreamMeters meters;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Open> open = new HashMap<>();

    private record Open(String session, Asker asker) {}

    /** Who asked. */
    interface Asker {
        /**
         * The client has responded.
         *
         * @param id the id of the request
         * @param result null when it is an error
         */
        void answered(String id, @Nullable RawJson result, @Nullable RawJson error);
    }

    Questions(Vertx vertx, int shard, StreamMeters meters) {
        this.vertx = vertx;
        this.shard = shard;
        this.meters = meters;
    }

    /** The id of a new request that waits for its response. */
    String open(String session, Asker asker) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String id =
                PREFIX + shard + '-' + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        open.put(id, new Open(session, asker));
        meters.asked();
        return id;
    }

    /** Nobody waits for this response any more. */
    void close(String id) {
        open.remove(id);
    }

    /** A client has responded; dropped and counted when nobody waits for it. */
    public void answered(String session, RpcMessage.Response response) {
        RawJson raw = response.id().raw();
        String id = raw.isString() ? raw.stringValue() : "";
        int asked = shardOf(id);
        if (asked == shard || asked < 0) {
            settle(session, id, response.result(), response.error());
        } else {
            vertx.eventBus()
                    .send(
                            Addresses.streams(asked),
                            new StreamMessage.Response(session, id, response.result(), response.error()),
                            LOCAL);
        }
    }

    /** A client has responded at another shard. */
    void answered(StreamMessage.Response response) {
        settle(response.session(), response.id(), response.result(), response.error());
    }

    private void settle(String session, String id, @Nullable RawJson result, @Nullable RawJson error) {
        Open question = open.get(id);
        if (question == null || !question.session().equals(session)) {
            meters.unmatched();
            return;
        }
        open.remove(id);
        question.asker().answered(id, result, error);
    }

    private static int shardOf(String id) {
        int end = id.startsWith(PREFIX) ? id.indexOf('-', PREFIX.length()) : -1;
        if (end < 0 || end - PREFIX.length() > 4) {
            return -1;
        }
        try {
            int shard = Integer.parseInt(id, PREFIX.length(), end, 10);
            return shard < MAX_SHARD ? shard : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
