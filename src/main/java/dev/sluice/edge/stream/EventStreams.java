package dev.sluice.edge.stream;

import dev.sluice.config.StreamsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The event streams of one shard: those that have a client, and those of old clients that may come back. One timer for all
 * of them sends heartbeats and forgets streams that nobody came back for. Confined to the event loop of its shard.
 */
public final class EventStreams {
    private static final long NO_TIMER = -1;

    private final int shard;
    private final StreamsConfig config;
    private final StreamPermits permits;
    private final InstantSource clock;
    private final Set<HttpCarrier> open = new LinkedHashSet<>();
    private final Map<Long, ResumableStream> kept = new LinkedHashMap<>();
    private final List<Runnable> chores = new ArrayList<>();
    private long lastNumber;
    private long timer = NO_TIMER;

    public EventStreams(int shard, StreamsConfig config, StreamPermits permits, InstantSource clock) {
        this.shard = shard;
        this.config = config;
        this.permits = permits;
        this.clock = clock;
        this.lastNumber = clock.millis();
    }

    /** Starts heartbeats and the forgetting of old streams. */
    public void start(Vertx vertx) {
        long period = Math.clamp(config.heartbeat().toMillis() / 4, 20, 1_000);
        timer = vertx.setPeriodic(period, ignored -> tick());
    }

    /** Stops the timer; streams stay as they are. */
    public void stop(Vertx vertx) {
        vertx.cancelTimer(timer);
        timer = NO_TIMER;
    }

    /** Something to be done about once a second, on the timer of the streams. */
    void also(Runnable chore) {
        chores.add(chore);
    }

    /**
     * Takes over a response, whose head has been set, for events.
     *
     * @param fate is told what becomes of it
     */
    public HttpCarrier carrier(HttpServerRequest request, StreamKind kind, HttpCarrier.Fate fate) {
        HttpCarrier carrier = new HttpCarrier(request, kind, this, fate);
        open.add(carrier);
        meters().opened(kind);
        return carrier;
    }

    /** A stream that ends with its connection. */
    public EventStream plain(HttpCarrier carrier) {
        return new PlainStream(carrier);
    }

    /** A stream that its client can come back to; when a bound does not allow it to be kept, one that ends with its connection. */
    public EventStream resumable(HttpCarrier carrier, StreamOwner owner) {
        ResumableStream stream = keep(owner);
        if (stream == null) {
            return plain(carrier);
        }
        carry(stream, carrier);
        stream.open(carrier);
        return stream;
    }

    /**
     * The one stream of a client of HTTP+SSE.
     *
     * @param user the principal's key
     * @param opener turns the response into a stream
     * @return null when as many streams are open as are allowed
     */
    public @Nullable LastingStream lasting(String user, Supplier<HttpCarrier> opener) {
        StreamPermits.Permit permit = permit(user);
        return permit == null ? null : new LastingStream(opener.get(), permit);
    }

    /** The stream of this number when it belongs to this session, otherwise null. */
    @Nullable
    ResumableStream find(String session, long number) {
        ResumableStream stream = kept.get(number);
        return stream != null && stream.owner().session().equals(session) ? stream : null;
    }

    /** The stream of this number, whosever it is; null when there is none. */
    @Nullable
    ResumableStream find(long number) {
        return kept.get(number);
    }

    /** A new stream that counts against the bounds; null when they are reached and no other can make way. */
    @Nullable
    ResumableStream keep(StreamOwner owner) {
        StreamPermits.Permit permit = permit(owner.user());
        if (permit == null) {
            return null;
        }
        ResumableStream stream = new ResumableStream(this, ++lastNumber, owner, permit);
        kept.put(stream.number(), stream);
        return stream;
    }

    /** From now on the stream learns when its connection is lost. */
    static void carry(ResumableStream stream, HttpCarrier carrier) {
        carrier.onGone(() -> stream.lost(carrier));
    }

    /** Takes a permit for a stream that is not kept; null when a bound is reached. */
    StreamPermits.@Nullable Permit permit(String user) {
        StreamPermits.Permit permit = permits.take(user);
        while (permit == null && makeWay(user)) {
            permit = permits.take(user);
        }
        if (permit == null) {
            meters().refused();
        }
        return permit;
    }

    void drop(ResumableStream stream) {
        kept.remove(stream.number());
        stream.drop();
    }

    /** Forgets the streams of a session that has ended; an answer under way is still written to whoever waits for it. */
    void endSession(String session) {
        for (ResumableStream stream : List.copyOf(kept.values())) {
            if (stream.owner().session().equals(session) && (stream.isStandalone() || !stream.isRead())) {
                drop(stream);
            }
        }
    }

    /** Ends the streams that answer no request: the node goes down. */
    void endStandalone() {
        for (ResumableStream stream : List.copyOf(kept.values())) {
            if (stream.isStandalone()) {
                drop(stream);
            }
        }
    }

    void closed(HttpCarrier carrier) {
        if (open.remove(carrier)) {
            meters().closed(carrier.kind());
        }
    }

    /** So many bytes more, or less, are kept for clients that come back. */
    void kept(long bytes) {
        permits.kept(bytes);
    }

    /** Whether the node keeps more than it may, though the finished streams of this shard have made way. */
    boolean keepsTooMuch() {
        while (permits.keepsTooMuch() && makeWay(ResumableStream::isFinished)) {
            meters().refused();
        }
        return permits.keepsTooMuch();
    }

    int shard() {
        return shard;
    }

    StreamMeters meters() {
        return permits.meters();
    }

    long bufferBytes() {
        return config.bufferSize().count();
    }

    long retryMillis() {
        return config.retry().toMillis();
    }

    long now() {
        return clock.millis();
    }

    private void tick() {
        long nanos = System.nanoTime();
        long period = config.heartbeat().toNanos();
        for (HttpCarrier carrier : List.copyOf(open)) {
            carrier.beat(nanos, period);
        }
        long forgotten = now() - config.resumeFor().toMillis();
        for (ResumableStream stream : List.copyOf(kept.values())) {
            if (stream.until() <= now() || (!stream.isRead() && stream.aloneSince() <= forgotten)) {
                drop(stream);
            }
        }
        List.copyOf(chores).forEach(Runnable::run);
    }

    /**
     * Forgets a stream to make room for a new one, of this user unless the node is full: the oldest finished one, or else the
     * oldest with news for a session that nobody reads. One that answers a request under way stays.
     */
    private boolean makeWay(String user) {
        boolean anybody = permits.isFull();
        Predicate<ResumableStream> may =
                stream -> anybody || stream.owner().user().equals(user);
        return makeWay(may.and(ResumableStream::isFinished))
                || makeWay(may.and(stream -> stream.isStandalone() && !stream.isRead()));
    }

    private boolean makeWay(Predicate<ResumableStream> may) {
        for (ResumableStream stream : kept.values()) {
            if (may.test(stream)) {
                drop(stream);
                return true;
            }
        }
        return false;
    }
}
