package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.StreamMessage;
import dev.sluice.mcp.LogLevel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private final Watches watches;
    private final LinkedHashMap<String, Settings> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private int subscriptions;

    private static final class Settings {
        private @Nullable LogLevel level;
        private final Map<String, Watches.Watched> resources = new HashMap<>();
        private long until = Long.MAX_VALUE;
    }

    /**
     * @param permits know the shards of the node
     * @param watches tell providers of what sessions subscribe to
     */
    SessionSettings(Vertx vertx, StreamPermits permits, Watches watches) {
        this.vertx = vertx;
        this.permits = permits;
        this.watches = watches;
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
        return settings == null || settings.resources.size() < MAX_SUBSCRIPTIONS || settings.resources.containsKey(uri);
    }

    /**
     * Subscribes to a resource; as {@link #level}, and when its provider knows.
     *
     * @param until when the session ends at the latest, in milliseconds since the epoch
     */
    public Future<Void> subscribe(String session, Watches.Watched resource, long until) {
        return tell(new StreamMessage.SubscriptionSet(session, resource.uri(), resource.provider(), true, until))
                .compose(ignored -> watches.begun(resource));
    }

    /** Ends that; as {@link #level}. */
    public Future<Void> unsubscribe(String session, String uri) {
        return tell(new StreamMessage.SubscriptionSet(session, uri, "", false, 0));
    }

    /** The session is over: everything that shards have of it is forgotten, its streams included; as {@link #level}. */
    public Future<Void> end(String session) {
        return tell(new StreamMessage.SessionEnded(session));
    }

    boolean isSubscribed(String session, String uri) {
        Settings settings = sessions.get(session);
        return settings != null && settings.resources.containsKey(uri);
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
        Settings settings = settings(set.session());
        if (!set.wanted()) {
            Watches.Watched ended = settings.resources.remove(set.uri());
            if (ended != null) {
                subscriptions--;
                watches.end(ended);
            }
        } else if (settings.resources.size() < MAX_SUBSCRIPTIONS && !settings.resources.containsKey(set.uri())) {
            Watches.Watched begun = new Watches.Watched(set.provider(), set.uri());
            settings.resources.put(set.uri(), begun);
            settings.until = set.until();
            subscriptions++;
            watches.begin(begun);
        }
    }

    /** Forgets what sessions have subscribed to whose time is over. */
    void sweep(long now) {
        for (Settings settings : sessions.values()) {
            if (settings.until <= now) {
                forget(settings);
            }
        }
    }

    /** Ends all subscriptions: the node goes down. */
    void stop() {
        sweep(Long.MAX_VALUE);
    }

    private Settings settings(String session) {
        return sessions.computeIfAbsent(session, key -> new Settings());
    }

    private void forget(@Nullable Settings settings) {
        if (settings != null) {
            subscriptions -= settings.resources.size();
            watches.end(settings.resources.values());
            settings.resources.clear();
        }
    }
}
