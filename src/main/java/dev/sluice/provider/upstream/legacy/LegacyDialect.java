package dev.sluice.provider.upstream.legacy;

import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskSupport;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import dev.sluice.provider.MeterUsers;
import dev.sluice.provider.Work;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.message.LegacyJson;
import dev.sluice.provider.upstream.message.ListFetch;
import dev.sluice.provider.upstream.message.OfferReader;
import dev.sluice.provider.upstream.message.UpstreamErrorException;
import dev.sluice.provider.upstream.parked.ParkedCall;
import dev.sluice.provider.upstream.parked.ParkedCalls;
import dev.sluice.provider.upstream.parked.ParkedState;
import dev.sluice.provider.upstream.wire.SessionMeters;
import dev.sluice.provider.upstream.wire.WireException;
import dev.sluice.provider.upstream.wire.WireFactory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An upstream of a revision up to 2025-11-25, over whatever carries its sessions. Everything of it lives on the home loop:
 * calls of all shards hop there and back. A call whose caller has to answer something first stays there, parked.
 */
public final class LegacyDialect implements Dialect {
    private final LegacyContext context;
    private final LegacyHome home;
    private final LegacySessions sessions;
    private final ParkedCalls parked;
    private boolean closed;

    /** For status; the newest handshake is told only by the next dialect. */
    private volatile @Nullable Revision revision;

    private LegacyDialect(LegacyContext context, Events events) {
        this.context = context;
        this.home = new LegacyHome(context, events);
        this.sessions = new LegacySessions(context);
        this.parked = context.parked();
    }

    /**
     * Opens the gateway's own session. Called on the home loop.
     *
     * @param wires is closed with the dialect, and when this fails
     * @return as {@link dev.sluice.provider.upstream.dialect.DialectFactory#open}
     */
    public static Future<Dialect> open(Upstream upstream, WireFactory wires, Events events) {
        SessionMeters meters = new SessionMeters(
                upstream.name(),
                upstream.host().meters(),
                MeterUsers.of(upstream.host().vertx()));
        LegacyDialect dialect = new LegacyDialect(new LegacyContext(upstream, wires, meters), events);
        return dialect.home
                .session()
                .<Dialect>map(session -> {
                    dialect.revision = session.facts().revision();
                    return dialect;
                })
                .recover(cause -> dialect.close().transform(done -> Future.failedFuture(explained(cause))));
    }

    private static Throwable explained(Throwable cause) {
        boolean unspoken = cause instanceof WireException wire && wire.kind() == WireException.Kind.NOT_SPOKEN;
        return unspoken ? new UnspokenException(String.valueOf(cause.getMessage())) : cause;
    }

    @Override
    public Future<Offer> offer() {
        return home.session().compose(session -> {
            LegacyFacts facts = session.facts();
            revision = facts.revision();
            return new ListFetch(context.upstream().name(), reader(), this::page)
                    .fetch(new ListFetch.Wanted(facts.tools(), facts.prompts(), facts.resources()));
        });
    }

    private OfferReader reader() {
        Upstream upstream = context.upstream();
        return new OfferReader(upstream.name(), upstream.config().service().timeout(), TaskSupport.NONE, false);
    }

    private Future<RawObject> page(Method list, @Nullable RawJson cursor) {
        RawJson params = cursor == null ? RawJson.EMPTY_OBJECT : RawJson.of("{\"cursor\":" + cursor + '}');
        return home.request(list.wire(), null, params).compose(response -> {
            RawObject error = LegacyJson.object(response.error());
            if (error != null) {
                return Future.failedFuture(new UpstreamErrorException(error));
            }
            RawObject result = LegacyJson.object(response.result());
            return result != null
                    ? Future.succeededFuture(result)
                    : Future.failedFuture(
                            new WireException(WireException.Kind.NONSENSE, "A list was answered without an object."));
        });
    }

    @Override
    public Future<Outcome> run(int shard, Work work) {
        Promise<Outcome> outcome = Promise.promise();
        Promise<ParkedCall> begun = Promise.promise();
        Context loop = context.host().home();
        loop.runOnContext(ignored -> begin(work, begun).onComplete(outcome));
        work.cancelled()
                .onComplete(
                        gone -> loop.runOnContext(ignored -> begun.future().onSuccess(call -> call.cancelled(work))));
        return outcome.future();
    }

    private Future<Outcome> begin(Work work, Promise<ParkedCall> begun) {
        if (closed) {
            return LegacyOutcomes.of(
                    context.upstream(),
                    work.call(),
                    new WireException(WireException.Kind.NOT_SENT, "The server has been let go of."));
        }
        Call call = work.call();
        ParkedState state = ParkedState.of(call.answers().state());
        if (state == null) {
            return call.answers().state() == null ? start(work, begun) : Future.succeededFuture(ParkedCalls.gone());
        }
        if (state.isAnew()) {
            Outcome declined = LegacyPages.declined(call, state);
            return declined == null ? start(work, begun) : Future.succeededFuture(declined);
        }
        ParkedCall known = parked.find(call, state);
        if (known == null) {
            return Future.succeededFuture(ParkedCalls.gone());
        }
        begun.complete(known);
        return known.resume(work, state.round());
    }

    private Future<Outcome> start(Work work, Promise<ParkedCall> begun) {
        Call call = work.call();
        ClientCapabilities profile = profile(call);
        boolean own = usesOwnSession(call, profile);
        LegacySessions.Key key = new LegacySessions.Key(
                context.config().sessions() == UpstreamConfig.SessionsFor.ALL
                        ? ""
                        : call.principal().key(),
                profile);
        Function<BooleanSupplier, Future<LegacyLease>> source =
                own ? unwanted -> home.lend() : unwanted -> sessions.acquire(key, unwanted);
        LegacyRun run = new LegacyRun(context, parked, source, own ? ClientCapabilities.NONE : profile, call);
        begun.complete(run.call());
        return run.begin(work);
    }

    /** What the upstream is told that its client can do. */
    private ClientCapabilities profile(Call call) {
        return context.config().questions()
                ? call.caller().capabilities().in(Revision.LATEST_LEGACY)
                : ClientCapabilities.NONE;
    }

    /**
     * Completion cannot become a dialogue; what nobody can be asked for needs no session that is not there already, when all
     * may share one; and where only one may be open there is no other.
     */
    private boolean usesOwnSession(Call call, ClientCapabilities profile) {
        UpstreamConfig config = context.config();
        boolean shared = config.sessions() == UpstreamConfig.SessionsFor.ALL && profile.equals(ClientCapabilities.NONE);
        return shared || call.target() instanceof CompletionTarget || config.maxSessions() <= LegacySessions.OWN;
    }

    @Override
    public Future<Void> watch(String uri, boolean wanted) {
        return home.watch(uri, wanted);
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        Revision agreed = revision;
        status.put("era", "legacy");
        status.put("transport", context.wires().transport());
        if (agreed != null) {
            status.put("revision", agreed.wire());
        }
        status.put("sessions", context.meters().sessions());
        status.put("parked", context.meters().parked());
        return status;
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        parked.close();
        return Future.join(sessions.close(), home.close())
                .transform(done -> context.wires().close())
                .transform(done -> {
                    context.meters().close();
                    return Future.succeededFuture();
                });
    }
}
