package dev.sluice.provider;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who uses the meters of a service. While one configuration takes over from another there are two by the same name, and so by
 * the same meters: the last one to go takes them along. One for each {@link Vertx}. Thread-safe.
 */
public final class MeterUsers implements Shareable {
    private static final String NAME = MeterUsers.class.getName();

    private final Map<Key, Integer> users = new HashMap<>();

    private record Key(MeterRegistry registry, Meter.Id meter) {}

    /** That of a node. */
    public static MeterUsers of(Vertx vertx) {
        return vertx.sharedData()
                .<String, MeterUsers>getLocalMap(NAME)
                .computeIfAbsent(NAME, ignored -> new MeterUsers());
    }

    /** Takes a gauge away that shows a former service, so that one of the same name shows the present one. */
    public static void supersede(MeterRegistry registry, String gauge, String tag, String value) {
        registry.find(gauge).tag(tag, value).gauges().forEach(registry::remove);
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
