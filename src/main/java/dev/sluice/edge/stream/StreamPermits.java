package dev.sluice.edge.stream;

import dev.sluice.config.StreamsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Says whether one more stream may be open or kept on a node: {@code streams.max} of all callers, {@code streams.perUser}
 * of one, and one standalone stream for a session; whether one more call may wait for answers of its client, with the same
 * numbers; and how much all streams together keep for clients that come back. A permit is taken without a hop to another
 * event loop, as everywhere at the door. Thread-safe.
 */
public final class StreamPermits {
    /** Bytes of events that the streams of a node keep, at least; an eighth of the heap when that is more. */
    static final long MIN_KEPT_BYTES = 64L * 1024 * 1024;

    private static final int SHARE_OF_HEAP = 8;

    private final StreamMeters meters;
    private final Book streams;
    private final Book dialogues;
    private final AtomicLong keptBytes;
    private final long maxKeptBytes;
    private final ConcurrentMap<String, Place> bySession = new ConcurrentHashMap<>();
    private final Set<Integer> shards = ConcurrentHashMap.newKeySet();

    /** @param meters where the fill shows */
    public StreamPermits(StreamsConfig config, MeterRegistry meters) {
        this(config, meters, Math.max(MIN_KEPT_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /** @param maxKeptBytes of events that all streams together keep */
    StreamPermits(StreamsConfig config, MeterRegistry meters, long maxKeptBytes) {
        this.meters = new StreamMeters(meters);
        this.streams = new Book(config, this.meters.kept());
        this.dialogues = new Book(config, this.meters.dialogues());
        this.keptBytes = this.meters.keptBytes();
        this.maxKeptBytes = maxKeptBytes;
    }

    /**
     * Where the standalone stream of a session is.
     *
     * @param stream its number there
     */
    record Place(int shard, long stream) {}

    /** Where the standalone stream of a session is, null when it has none. */
    @Nullable
    Place place(String session) {
        return bySession.get(session);
    }

    /** Says where the standalone stream of a session is; false when it has one elsewhere. */
    boolean place(String session, Place place) {
        return bySession.putIfAbsent(session, place) == null;
    }

    /** The standalone stream of a session is not there any more. */
    void leave(String session, Place place) {
        bySession.remove(session, place);
    }

    /** The shards that have streams. */
    Set<Integer> shards() {
        return shards;
    }

    StreamMeters meters() {
        return meters;
    }

    /** Whether the bound of the whole node is reached. */
    boolean isFull() {
        return streams.taken.get() >= streams.config.max();
    }

    /**
     * Takes a permit for a stream.
     *
     * @param user the principal's key
     * @return null when a bound is reached
     */
    @Nullable
    Permit take(String user) {
        return streams.take(user);
    }

    /** Takes a permit for a call that waits for answers of its client; as {@link #take}. */
    @Nullable
    Permit ask(String user) {
        return dialogues.take(user);
    }

    /** So many bytes more, or less, are kept for clients that come back. */
    void kept(long bytes) {
        keptBytes.addAndGet(bytes);
    }

    /** Whether more is kept than may be. */
    boolean keepsTooMuch() {
        return keptBytes.get() > maxKeptBytes;
    }

    /** The right to one stream or dialogue; given back once. Confined to the event loop that took it. */
    static final class Permit {
        private final Book book;
        private final String user;
        private boolean held = true;

        private Permit(Book book, String user) {
            this.book = book;
            this.user = user;
        }

        void giveBack() {
            if (held) {
                held = false;
                book.giveBack(user);
            }
        }
    }

    /** Who has how many. Thread-safe. */
    private static final class Book {
        private final StreamsConfig config;
        private final AtomicInteger taken;
        private final ConcurrentMap<String, Integer> byUser = new ConcurrentHashMap<>();

        private Book(StreamsConfig config, AtomicInteger taken) {
            this.config = config;
            this.taken = taken;
        }

        private @Nullable Permit take(String user) {
            if (taken.incrementAndGet() > config.max()) {
                taken.decrementAndGet();
                return null;
            }
            if (byUser.merge(user, 1, Integer::sum) > config.perUser()) {
                giveBack(user);
                return null;
            }
            return new Permit(this, user);
        }

        private void giveBack(String user) {
            byUser.computeIfPresent(user, (key, count) -> count == 1 ? null : count - 1);
            taken.decrementAndGet();
        }
    }
}
