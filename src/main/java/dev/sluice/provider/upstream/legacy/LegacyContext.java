package dev.sluice.provider.upstream.legacy;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.parked.ParkedCalls;
import dev.sluice.provider.upstream.wire.SessionMeters;
import dev.sluice.provider.upstream.wire.WireFactory;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What everything that speaks to one upstream of a legacy revision needs.
 *
 * @param wires carry its sessions
 */
record LegacyContext(Upstream upstream, WireFactory wires, SessionMeters meters) {
    BackendHost host() {
        return upstream.host();
    }

    UpstreamConfig config() {
        return upstream.config();
    }

    Vertx vertx() {
        return host().vertx();
    }

    InstantSource clock() {
        return host().clock();
    }

    /** How long the upstream may take for what is asked on the gateway's own behalf, in milliseconds. */
    long patienceMillis() {
        return upstream.patience().toMillis();
    }

    /** Bounds of calls that wait for their callers. */
    ParkedCalls parked() {
        var dialogue = host().config().dialogue();
        ParkedCalls.Timers timers = new ParkedCalls.Timers() {
            @Override
            public long set(Duration delay, Runnable action) {
                return vertx().setTimer(Math.max(1, delay.toMillis()), ignored -> action.run());
            }

            @Override
            public void cancel(long timer) {
                vertx().cancelTimer(timer);
            }
        };
        return new ParkedCalls(
                ParkedCalls.Bounds.of(config().maxParked(), dialogue.maxRounds(), dialogue.timeout()),
                timers,
                clock(),
                meters);
    }
}
