package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.StreamMessage;
import dev.sluice.mcp.LogLevel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients of old revisions set for their sessions: a log level, and the resources whose changes they want to know. Every
 * shard has a copy of its own, since the requests of a session come in anywhere; what is set in one is told to all. At the
 * bounds the sessions that were heard of least lately lose their settings. Confined to the event loop of its shard.
 */
public final class SessionSettings {
    /** Sessions with settings. */
    static final int MAX_SESSIONS = 10_000;
    /** Resources that one session may subscribe to. */
    public static final int MAX_SUBSCRIPTIONS = 256;
    /** Subscriptions of all sessions. */
    static final int MAX_ALL_SUBSCRIPTIONS = 50_000;

    private static final DeliveryOptions LOCAL =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(1_000);

    private final Vertx vertx;
    private final StreamPermits permits;
    private final LinkedHashMap<String, Settings> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private int subscriptions;

    private static final class Settings {
        private @Nullable LogLevel level;
        private final Set<String> uris = new HashSet<>();
    }

    /** @param permits know the shards of the node */
    SessionSettings(Vertx vertx, StreamPermits permits) {
        this.vertx = vertx;
        this.permits = permits;
    }

    /** The log level of a session, null when it has set none. */
    public @Nullable LogLevel level(String session) {
        Settings settings = sessions.isEmpty() ? null : sessions.get(session);
        return settings == null ? null : settings.level;
    }

    /** Sets the log level of a session; completes, and never fails, when all shards know. */
    public Future<Void> level(String session, LogLevel level) {
        return tell(new StreamMessage.LevelSet(session, level));
    }

    /** Whether a session may subscribe to one more resource, or has subscribed to this one. */
    public boolean maySubscribe(String session, String uri) {
        Settings settings = sessions.get(session);
        return settings == null || settings.uris.size() < MAX_SUBSCRIPTIONS || settings.uris.contains(uri);
    }

    /** Subscribes to a resource, or ends that; as {@link #level}. */
    public Future<Void> subscribe(String session, String uri, boolean wanted) {
        return tell(new StreamMessage.SubscriptionSet(session, uri, wanted));
    }

    /** The session is over: everything that shards have of it is forgotten, its streams included; as {@link #level}. */
    public Future<Void> end(String session) {
        return tell(new StreamMessage.SessionEnded(session));
    }

    boolean isSubscribed(String session, String uri) {
        Settings settings = sessions.get(session);
        return settings != null && settings.uris.contains(uri);
    }

    /** Takes in what a shard, maybe this one, has told. */
    void take(StreamMessage.SessionNews news) {
        switch (news) {
            case StreamMessage.LevelSet set -> settings(set.session()).level = set.level();
            case StreamMessage.SubscriptionSet set -> subscription(set);
            case StreamMessage.SessionEnded ended -> forget(sessions.remove(ended.session()));
        }
        while (sessions.size() > MAX_SESSIONS || subscriptions > MAX_ALL_SUBSCRIPTIONS) {
            Map.Entry<String, Settings> eldest = sessions.pollFirstEntry();
            forget(eldest == null ? null : eldest.getValue());
            permits.meters().forgotten();
        }
    }

    /** Sessions with settings. */
    int size() {
        return sessions.size();
    }

    /** The next request of the session may come in anywhere: every shard has to know before this one is answered. */
    private Future<Void> tell(StreamMessage.SessionNews news) {
        take(news);
        return Future.join(permits.shards().stream()
                        .map(shard -> vertx.eventBus().request(Addresses.streams(shard), news, LOCAL))
                        .toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void subscription(StreamMessage.SubscriptionSet set) {
        Set<String> uris = settings(set.session()).uris;
        if (!set.wanted()) {
            subscriptions -= uris.remove(set.uri()) ? 1 : 0;
        } else if (uris.size() < MAX_SUBSCRIPTIONS) {
            subscriptions += uris.add(set.uri()) ? 1 : 0;
        }
    }

    private Settings settings(String session) {
        return sessions.computeIfAbsent(session, key -> new Settings());
    }

    private void forget(@Nullable Settings settings) {
        subscriptions -= settings == null ? 0 : settings.uris.size();
    }
}
