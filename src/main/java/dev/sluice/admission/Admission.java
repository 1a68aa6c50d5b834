package dev.sluice.admission;

import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Published;
import dev.sluice.config.SluiceConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What may run now: the gates of the node, of providers and of tools, with the queues before them. Deploy the {@link
 * #ownerVerticle} first, then one {@link #verticle} on the context of each shard. Methods may be called from any
 * thread.
 */
public final class Admission {
    private final Vertx vertx;
    private final InstantSource clock;
    private final OwnerContext owner;
    private final Published<Gates> gates;
    private final Drain drain;

    private Admission(Vertx vertx, SluiceConfig config, MeterRegistry meters, InstantSource clock) {
        this.vertx = vertx;
        this.clock = clock;
        this.owner = new OwnerContext(vertx, clock);
        this.gates = new Published<>(new Gates(config, owner, clock, meters));
        this.drain = new Drain(vertx, owner, gates);
    }

    /**
     * Makes the gates that the configuration names.
     *
     * @param clock what deadlines and waiting times are measured with
     */
    public static Admission create(Vertx vertx, SluiceConfig config, MeterRegistry meters, InstantSource clock) {
        return new Admission(vertx, config, meters, clock);
    }

    /**
     * Bounds calls by another configuration from now on. A gate whose bounds are the same goes on as it is; calls that run or
     * wait at another one end there, so that for a while more may run than its successor lets through by itself. By one
     * thread at a time.
     */
    public void configure(SluiceConfig config) {
        gates.publish(gates.get().configured(config));
    }

    /** The owner of every queue; one per node, deployed before anything else here. */
    public VerticleBase ownerVerticle() {
        return new AdmissionVerticle(owner, gates);
    }

    /**
     * Serves {@link dev.sluice.bus.Addresses#admission} of a shard.
     *
     * @param shard deployed on this shard's context, beside its providers; once for each shard
     */
    public VerticleBase verticle(int shard) {
        AdmissionDoor door = new AdmissionDoor(vertx, shard, gates, drain, clock);
        drain.watch(door);
        return new AdmissionDoorVerticle(door);
    }

    /** Calls that run on this node now. */
    public int running() {
        return gates.get().node().running();
    }

    /** Calls that wait on this node now, at whichever gate. */
    public int waiting() {
        return gates.get().waiting();
    }

    /**
     * Takes nothing new from now on (DRAINING, to be retried elsewhere after a second) and lets everything that runs or
     * waits go on. Later calls return the first one's Future. The owner must be deployed.
     *
     * @param limit how long that may take
     * @return completes when no call is left; fails with {@link CallsLeftException} when calls are left at the limit, and
     *     then those that wait are refused
     */
    public Future<Void> drain(Duration limit) {
        return drain.begin(limit);
    }

    /** One source, {@code admission}: how full every gate is. It is never down. */
    public List<HealthSource> healthSources() {
        return List.of(new AdmissionHealth(gates, drain));
    }
}
