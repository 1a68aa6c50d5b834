package dev.sluice.provider.outbound;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.HashMap;
import java.util.Map;

/**
 * The meters of the connections to all upstreams of a node. Those of an upstream are there as long as any client of that name
 * is open: it has one or more on each shard, and as many again while one configuration takes over from another. There is one
 * book for each {@link Vertx}. Thread-safe.
 */
final class ConnectionBook implements Shareable {
    private static final String NAME = ConnectionBook.class.getName();

    private final Map<Key, Page> pages = new HashMap<>();

    private record Key(MeterRegistry registry, String upstream) {}

    private static final class Page {
        private final ConnectionMeters meters;
        private int clients;

        Page(Key key) {
            this.meters = new ConnectionMeters(key.upstream(), key.registry());
        }
    }

    static ConnectionBook of(Vertx vertx) {
        return vertx.sharedData()
                .<String, ConnectionBook>getLocalMap(NAME)
                .computeIfAbsent(NAME, ignored -> new ConnectionBook());
    }

    /** For a new client of an upstream, which is to close it when it is closed itself. */
    synchronized ConnectionTally open(String upstream, MeterRegistry registry) {
        Key key = new Key(registry, upstream);
        Page page = pages.computeIfAbsent(key, Page::new);
        page.clients++;
        return new Line(key, page.meters);
    }

    private synchronized void release(Key key) {
        Page page = pages.get(key);
        if (page != null && --page.clients == 0) {
            pages.remove(key);
            page.meters.close();
        }
    }

    /** What one client has added. */
    private final class Line implements ConnectionTally {
        private final Key key;
        private final ConnectionMeters meters;
        private int open;
        private int waiting;
        private boolean closed;

        Line(Key key, ConnectionMeters meters) {
            this.key = key;
            this.meters = meters;
        }

        @Override
        public void now(int nowOpen, int nowWaiting) {
            if (!closed) {
                meters.add(nowOpen - open, nowWaiting - waiting);
                open = nowOpen;
                waiting = nowWaiting;
            }
        }

        @Override
        public void refused(Bound bound) {
            if (!closed) {
                meters.refused(bound);
            }
        }

        @Override
        public void addressRefused() {
            if (!closed) {
                meters.addressRefused();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                now(0, 0);
                closed = true;
                release(key);
            }
        }
    }
}
