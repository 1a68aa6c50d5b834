package dev.sluice.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.DatagramSocketMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * What is measured and what is not.
 *
 * Measured by Vert.x: worker pools and client pools, raw TCP servers and clients, Redis, datagrams, and the tasks that
 * wait on event loops. These cost per connection, per blocking task, or only when somebody scrapes.
 *
 * Not measured by Vert.x: HTTP requests of server and client and messages of the event bus. Each would build tags and
 * look meters up several times per request. Our own timers tell the same with handles made at start. In place of the
 * server's request metrics a few adders count connections and bytes.
 */
/** Makes Vert.x's meters in a given registry, whatever the options of the Vert.x instance say. */
final class VertxMeters implements VertxMetricsFactory {
    private static final AtomicLong INSTANCES = new AtomicLong();

    private final MeterRegistry registry;

    VertxMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public VertxMetrics metrics(VertxOptions ignored) {
        // A name of its own: backends are kept in a static map, and a second Vert.x would get the first one's.
        MetricsOptions options = new MicrometerMetricsOptions()
                .setRegistryName("sluice-" + INSTANCES.incrementAndGet())
                .setNettyMetricsEnabled(false)
                .setJvmMetricsEnabled(false)
                .setEnabled(true);
        VertxMetrics all =
                new MicrometerMetricsFactory(registry).metrics(new VertxOptions().setMetricsOptions(options));
        return new Chosen(registry, all, new ServerConnections(registry));
    }

    /** Passes on what is cheap. What it does not override is not measured. */
    private record Chosen(MeterRegistry registry, VertxMetrics all, ServerConnections server) implements VertxMetrics {
        @Override
        public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress local) {
            return server;
        }

        @Override
        public @Nullable ClientMetrics<?, ?, ?> createClientMetrics(SocketAddress remote, String type, String name) {
            return all.createClientMetrics(remote, type, name);
        }

        @Override
        public @Nullable TCPMetrics<?> createNetServerMetrics(NetServerOptions options, SocketAddress local) {
            return all.createNetServerMetrics(options, local);
        }

        @Override
        public @Nullable TCPMetrics<?> createNetClientMetrics(NetClientOptions options) {
            return all.createNetClientMetrics(options);
        }

        @Override
        public @Nullable DatagramSocketMetrics createDatagramSocketMetrics(DatagramSocketOptions options) {
            return all.createDatagramSocketMetrics(options);
        }

        @Override
        public @Nullable PoolMetrics<?, ?> createPoolMetrics(String type, String name, int maxSize) {
            return all.createPoolMetrics(type, name, maxSize);
        }

        @Override
        public void vertxCreated(Vertx vertx) {
            all.vertxCreated(vertx);
            if (vertx instanceof VertxInternal internal) {
                watchLoops(internal.eventLoopGroup());
            }
        }

        /* Not by the option of Vert.x: that gives meters without a description, and some of them twice. */
        private void watchLoops(Iterable<EventExecutor> loops) {
            int index = 0;
            for (EventExecutor each : loops) {
                if (each instanceof SingleThreadEventExecutor loop) {
                    Gauge.builder("vertx.eventloop.pending.tasks", loop, SingleThreadEventExecutor::pendingTasks)
                            .description("Tasks that wait on an event loop")
                            .tag("loop", Integer.toString(index++))
                            .register(registry);
                }
            }
        }

        @Override
        public boolean isMetricsEnabled() {
            return true;
        }

        @Override
        public void close() {
            all.close();
        }
    }

    /** Counts connections and bytes of all HTTP servers. One addition per event; any event loop. */
    private static final class ServerConnections implements HttpServerMetrics<Object, Object, Object> {
        private final LongAdder open = new LongAdder();
        private final Counter accepted;
        private final Counter received;
        private final Counter sent;
        private final Counter errors;

        private ServerConnections(MeterRegistry registry) {
            Gauge.builder("vertx.http.server.active.connections", open, LongAdder::sum)
                    .description("Open connections of HTTP servers")
                    .register(registry);
            this.accepted = counter(registry, "vertx.http.server.connections", "Connections accepted by HTTP servers");
            this.received = counter(registry, "vertx.http.server.bytes.read", "Bytes received by HTTP servers");
            this.sent = counter(registry, "vertx.http.server.bytes.written", "Bytes sent by HTTP servers");
            this.errors = counter(registry, "vertx.http.server.errors", "Connections of HTTP servers that broke");
        }

        private static Counter counter(MeterRegistry registry, String name, String description) {
            return Counter.builder(name).description(description).register(registry);
        }

        @Override
        public @Nullable Object connected(SocketAddress remote, String name) {
            open.increment();
            accepted.increment();
            return null;
        }

        @Override
        public void disconnected(@Nullable Object socket, SocketAddress remote) {
            open.decrement();
        }

        @Override
        public void bytesRead(@Nullable Object socket, SocketAddress remote, long bytes) {
            received.increment((double) bytes);
        }

        @Override
        public void bytesWritten(@Nullable Object socket, SocketAddress remote, long bytes) {
            sent.increment((double) bytes);
        }

        @Override
        public void exceptionOccurred(@Nullable Object socket, SocketAddress remote, Throwable failure) {
            errors.increment();
        }
    }
}
