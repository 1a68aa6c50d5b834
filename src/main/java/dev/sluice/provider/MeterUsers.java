package dev.sluice.provider;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.DoubleSupplier;

/**
 * Who uses the meters of a service. While one configuration takes over from another there are two by the same name, and so by
 * the same meters: the last one to go takes them along. One for each {@link Vertx}. Thread-safe.
 */
public final class MeterUsers implements Shareable {
    private static final String NAME = MeterUsers.class.getName();

    private final Map<Key, Integer> users = new HashMap<>();

    private final Map<Shown, Deque<DoubleSupplier>> shown = new HashMap<>();

    private record Shown(MeterRegistry registry, String gauge, String upstream) {}

    private record Key(MeterRegistry registry, Meter.Id meter) {}

    /** That of a node. */
    public static MeterUsers of(Vertx vertx) {
        return vertx.sharedData()
                .<String, MeterUsers>getLocalMap(NAME)
                .computeIfAbsent(NAME, ignored -> new MeterUsers());
    }

    /**
     * Shows a number of an upstream. Of several that show it the one counts that came last and has not gone: who takes over, or who
     * was to be taken over when that failed.
     *
     * @return to be run when it is not to be shown any more. Running it again does nothing
     */
    public synchronized Runnable show(
            MeterRegistry registry, String gauge, String description, String upstream, DoubleSupplier now) {
        Deque<DoubleSupplier> all =
                shown.computeIfAbsent(new Shown(registry, gauge, upstream), ignored -> new ConcurrentLinkedDeque<>());
        all.addLast(now);
        Gauge registered = Gauge.builder(gauge, all, MeterUsers::last)
                .description(description)
                .tag("upstream", upstream)
                .strongReference(true)
                .register(registry);
        return () -> hide(new Shown(registry, gauge, upstream), now, registered);
    }

    private static double last(Deque<DoubleSupplier> all) {
        DoubleSupplier present = all.peekLast();
        return present == null ? Double.NaN : present.getAsDouble();
    }

    private synchronized void hide(Shown key, DoubleSupplier gone, Gauge registered) {
        Deque<DoubleSupplier> all = shown.get(key);
        if (all != null && all.remove(gone) && all.isEmpty()) {
            shown.remove(key);
            key.registry().remove(registered);
        }
    }

    /**
     * Somebody uses registered meters.
     *
     * @return to be run when it does not use them any more; what nobody uses is removed then. Running it again does nothing
     */
    public synchronized Runnable use(MeterRegistry registry, Collection<? extends Meter> meters) {
        List<Key> keys =
                meters.stream().map(meter -> new Key(registry, meter.getId())).toList();
        keys.forEach(key -> users.merge(key, 1, Integer::sum));
        return new Runnable() {
            private boolean over;

            @Override
            public void run() {
                synchronized (MeterUsers.this) {
                    if (!over) {
                        over = true;
                        keys.forEach(MeterUsers.this::release);
                    }
                }
            }
        };
    }

    private void release(Key key) {
        if (users.merge(key, -1, (before, less) -> before + less == 0 ? null : before + less) == null) {
            key.registry().remove(key.meter());
        }
    }
}
