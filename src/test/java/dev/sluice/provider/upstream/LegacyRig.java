package dev.sluice.provider.upstream;

import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.config.DialogueConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.legacy.LegacyHttpDialects;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A legacy upstream as its backend has it: a scripted server, a home loop, and what is told of it. */
public final class LegacyRig extends HomeRig implements Dialect.Events {
    private static final DialectFactory PROBE =
            new EraProbe(new LegacyHttpDialects(false), new LegacyHttpDialects(false), new LegacyHttpDialects(true));

    final LegacyServer server = new LegacyServer(vertx);
    final List<String> told = new CopyOnWriteArrayList<>();

    /** Of a server other than the scripted one; its port. */
    int elsewhere;

    String path = "/mcp";
    UpstreamConfig.Transport transport = UpstreamConfig.Transport.AUTO;
    UpstreamConfig.SessionsFor sessions = UpstreamConfig.SessionsFor.CALLER;
    boolean questions = true;
    int maxParked = 10;
    int maxSessions = 10;
    Duration idle = Duration.ofMinutes(10);
    Duration dialogue = Duration.ofMinutes(10);
    Duration patience = Duration.ofSeconds(5);

    private @Nullable Dialect dialect;

    LegacyRig sse() {
        path = "/sse";
        transport = UpstreamConfig.Transport.SSE;
        return this;
    }

    LegacyRig open() {
        dialect = await(tryOpen());
        return this;
    }

    Future<Dialect> tryOpen() {
        return onHome(() -> PROBE.open(upstream(), this));
    }

    public Upstream upstream() {
        return new Upstream("up", configured(), this);
    }

    private UpstreamConfig configured() {
        URI url = URI.create("http://127.0.0.1:" + (elsewhere > 0 ? elsewhere : server.port()) + path);
        return new UpstreamConfig(
                new UpstreamConfig.Remote(url, transport),
                UpstreamConfig.EraChoice.LEGACY,
                sessions,
                questions,
                maxParked,
                maxSessions,
                idle,
                Duration.ofMinutes(5),
                service("", patience, Duration.ofSeconds(5), 16));
    }

    Dialect dialect() {
        return Objects.requireNonNull(dialect, "not open");
    }

    Future<Outcome> start(LegacyWork work) {
        return dialect().run(0, work);
    }

    Outcome run(LegacyWork work) {
        return await(start(work));
    }

    Offer offer() {
        return await(onHome(dialect()::offer));
    }

    double counted(String meter) {
        return meters.find(meter).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    @Override
    public void listsChanged() {
        told.add("lists");
    }

    @Override
    public void updated(String uri) {
        told.add("updated " + uri);
    }

    @Override
    public void lost(Throwable cause) {
        told.add("lost");
    }

    @Override
    public SluiceConfig config() {
        SluiceConfig all = super.config();
        DialogueConfig old = all.dialogue();
        return new SluiceConfig(
                all.server(),
                all.cors(),
                all.auth(),
                all.sessions(),
                all.limits(),
                all.admission(),
                all.breaker(),
                all.calls(),
                new DialogueConfig(old.maxRounds(), dialogue, old.maxState(), old.maxNotes(), old.maxNoteSize()),
                all.streams(),
                all.tasks(),
                all.providers(),
                all.tools(),
                all.federation(),
                all.redis(),
                all.ledger(),
                all.metrics(),
                all.log(),
                all.dataDir());
    }

    @Override
    public void close() {
        Dialect open = dialect;
        if (open != null) {
            await(onHome(open::close));
        }
        server.close();
        super.close();
    }
}
