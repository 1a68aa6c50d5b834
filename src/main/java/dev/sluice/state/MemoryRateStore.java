package dev.sluice.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Counts in the memory of this node, without locks. Any thread; always at once.
 *
 * <p>Bounded: it remembers at most {@code maxKeys} pairs of subject and bucket, and forgets a pair when its window
 * cannot be running any more. When more are active at one time, the least useful are forgotten: whoever is forgotten
 * starts a new window and may get up to twice its limit. Memory is kept bounded rather than limits exact, because
 * only somebody with very many identities can bring this about.
 */
public final class MemoryRateStore implements RateStore {
    private final Cache<Key, Window> windows;
    private final InstantSource clock;
    private final long epoch;

    /**
     * @param maxKeys pairs of subject and bucket that are remembered
     */
    public MemoryRateStore(int maxKeys, InstantSource clock) {
        this.clock = clock;
        this.epoch = clock.millis();
        this.windows = Caffeine.newBuilder()
                .maximumSize(maxKeys)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .expireAfter(Expiry.<Key, Window>accessing((key, window) -> Duration.ofMillis(window.lengthMillis())))
                .build();
    }

    @Override
    public Future<Rates> count(String subject, List<Bucket> buckets) {
        return Future.succeededFuture(countNow(subject, buckets));
    }

    /** The same as {@link #count}, without a Future around it. */
    public Rates countNow(String subject, List<Bucket> buckets) {
        long now = Math.max(0, clock.millis() - epoch);
        if (buckets.size() == 1) {
            Bucket bucket = buckets.getFirst();
            Window window = window(subject, bucket);
            boolean taken = window.take(now, bucket.limit());
            return new Rates(taken, List.of(rate(window, now, !taken)));
        }
        return countAll(subject, buckets, now);
    }

    /** How many pairs are remembered. */
    public long size() {
        return windows.estimatedSize();
    }

    @Override
    public Optional<StoreHealth> health() {
        return Optional.empty();
    }

    // Between take and giveBack another request may see one more than there is and be refused: it then was within one
    // of the limit anyway.
    private Rates countAll(String subject, List<Bucket> buckets, long now) {
        int taken = 0;
        List<Window> found = new ArrayList<>(buckets.size());
        for (Bucket bucket : buckets) {
            Window window = window(subject, bucket);
            found.add(window);
            if (taken == found.size() - 1 && window.take(now, bucket.limit())) {
                taken++;
            }
        }
        boolean allowed = taken == buckets.size();
        for (int i = 0; !allowed && i < taken; i++) {
            found.get(i).giveBack(now);
        }
        List<Rate> rates = new ArrayList<>(buckets.size());
        for (int i = 0; i < found.size(); i++) {
            Window window = found.get(i);
            boolean exhausted = i == taken
                    || (i > taken && window.isExhausted(now, buckets.get(i).limit()));
            rates.add(rate(window, now, exhausted));
        }
        return new Rates(allowed, rates);
    }

    private Window window(String subject, Bucket bucket) {
        Key key = new Key(subject, bucket.name());
        return windows.get(key, absent -> new Window(bucket.window().toMillis()));
    }

    private static Rate rate(Window window, long now, boolean exhausted) {
        return new Rate(exhausted, window.used(now), Duration.ofMillis(window.resetMillis(now)));
    }

    private record Key(String subject, String bucket) {}
}
