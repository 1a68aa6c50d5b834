package dev.sluice.edge;

import dev.sluice.bus.AuditSink;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.Limits;
import dev.sluice.bus.Pages;
import dev.sluice.bus.Published;
import dev.sluice.bus.Serving;
import dev.sluice.config.SluiceConfig;
import dev.sluice.edge.http.Connections;
import dev.sluice.edge.session.Sessions;
import dev.sluice.edge.stream.StreamPermits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;

/**
 * What every edge of a node is given. All of it may be used from any event loop.
 *
 * @param config the whole configuration
 * @param catalogs the catalogues of the endpoints at this moment
 * @param limits counts requests
 * @param audit takes records
 * @param meters where meters are registered
 * @param clock tells the time
 * @param node the node's name, the first part of every request id; {@code [A-Za-z0-9-]}
 * @param version the gateway's version
 * @param pages parts that serve paths of their own
 * @param serving where the node is in its life; while it drains, new work is refused
 * @param port the port that was bound, published once shard 0 listens
 * @param sessions the sessions of legacy clients
 * @param connections the open connections
 * @param streams the event streams of the node
 */
public record EdgeContext(
        SluiceConfig config,
        Catalogs catalogs,
        Limits limits,
        AuditSink audit,
        MeterRegistry meters,
        InstantSource clock,
        String node,
        String version,
        List<Pages> pages,
        Published<Serving> serving,
        Published<Integer> port,
        Sessions sessions,
        Connections connections,
        StreamPermits streams) {
    public EdgeContext {
        pages = List.copyOf(pages);
    }

    /** With the bounds of event streams that the configuration gives. */
    public EdgeContext(
            SluiceConfig config,
            Catalogs catalogs,
            Limits limits,
            AuditSink audit,
            MeterRegistry meters,
            InstantSource clock,
            String node,
            String version,
            List<Pages> pages,
            Published<Serving> serving,
            Published<Integer> port,
            Sessions sessions,
            Connections connections) {
        this(
                config,
                catalogs,
                limits,
                audit,
                meters,
                clock,
                node,
                version,
                pages,
                serving,
                port,
                sessions,
                connections,
                new StreamPermits(config.streams(), meters));
    }
}
