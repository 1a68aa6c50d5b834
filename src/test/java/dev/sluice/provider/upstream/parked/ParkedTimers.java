package dev.sluice.provider.upstream.parked;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Time that passes when a test says so, and what is due then. */
final class ParkedTimers implements ParkedCalls.Timers, InstantSource {
    private final Map<Long, Due> due = new LinkedHashMap<>();
    private long now;
    private long last;

    private record Due(long at, Runnable action) {}

    @Override
    public long set(Duration delay, Runnable action) {
        due.put(++last, new Due(now + delay.toMillis(), action));
        return last;
    }

    @Override
    public void cancel(long timer) {
        due.remove(timer);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    /** Lets time pass; what is due happens in order. */
    void pass(Duration time) {
        long until = now + time.toMillis();
        var next = first(until);
        while (next != null) {
            due.remove(next.getKey());
            now = Math.max(now, next.getValue().at());
            next.getValue().action().run();
            next = first(until);
        }
        now = until;
    }

    private Map.@Nullable Entry<Long, Due> first(long until) {
        return due.entrySet().stream()
                .filter(one -> one.getValue().at() <= until)
                .min(Comparator.comparingLong(one -> one.getValue().at()))
                .orElse(null);
    }

    /** What is still to come. */
    int pending() {
        return due.size();
    }
}
