package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskSupport;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import dev.sluice.provider.NotSentException;
import dev.sluice.provider.Work;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.message.ListFetch;
import dev.sluice.provider.upstream.message.MessageMeta;
import dev.sluice.provider.upstream.message.OfferReader;
import dev.sluice.provider.upstream.process.Children;
import dev.sluice.provider.upstream.wire.PipeTimes;
import dev.sluice.provider.upstream.wire.PipeWire;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process that speaks the modern era. There is one at a time, which all calls share. When it ends unasked what it was
 * at work on is lost; it is started again as soon as {@link Children} allows, and until then calls fail at once and surely did
 * nothing. Calls come from the loops of shards and are taken to the home loop, to which all else is confined.
 */
public final class ModernPipeDialect implements Dialect, ModernTools {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModernPipeDialect.class);

    private final Upstream upstream;
    private final Children children;
    private final PipeTimes times;
    private final Events events;
    private final ModernMessages messages;
    private final Set<String> watched = new LinkedHashSet<>();
    private volatile ToolBook book = ToolBook.EMPTY;
    private @Nullable Discovered facts;
    private @Nullable PipeLink link;
    private @Nullable ModernShard calls;
    private @Nullable ModernListen listen;
    private boolean closed;

    /** One that is to {@link #connect}. */
    public ModernPipeDialect(Upstream upstream, Children children, PipeTimes times, Events events) {
        this.upstream = upstream;
        this.children = children;
        this.times = times;
        this.events = events;
        this.messages = new ModernMessages(
                new MessageMeta(Revision.LATEST.wire(), upstream.host().version()));
    }

    /** Starts a process. Fails with an {@link UnspokenException} when it does not speak so; nothing is left of it then. */
    public Future<Void> connect() {
        PipeWire wire = new PipeWire(upstream.host().vertx(), children, times.patience());
        wire.question(Method.DISCOVER.wire(), ownParams());
        PipeLink made = new PipeLink(wire, upstream.host().clock(), this::lost);
        return wire.open(made)
                .compose(opened -> new PipeDiscovery(upstream.host().vertx(), times).ask(made, messages))
                .compose(
                        said -> adopt(made, said),
                        cause -> made.close().transform(ended -> Future.failedFuture(cause)));
    }

    private RawJson ownParams() {
        Buffer meta = new MessageMeta(Revision.LATEST.wire(), upstream.host().version()).own(Buffer.buffer());
        return RawJson.of("{\"_meta\":" + meta + '}');
    }

    private Future<Void> adopt(PipeLink made, Discovered said) {
        if (closed) {
            return made.close();
        }
        link = made;
        facts = said;
        calls = new ModernShard(this, made, messages);
        ModernListen listening = new ModernListen(upstream, made, messages, events);
        listen = listening;
        listening.serve(said);
        watched.forEach(uri -> listening.watch(uri, true).onFailure(this::notTold));
        return Future.succeededFuture();
    }

    private void notTold(Throwable cause) {
        LOGGER.atWarn()
                .addKeyValue("upstream", upstream.name())
                .addKeyValue("reason", cause.getMessage())
                .log("An upstream does not tell of changes of a resource any more");
    }

    private void lost(Throwable cause) {
        ModernListen listening = listen;
        if (link == null || listening == null) {
            return; // not yet in use: whoever starts it is told
        }
        link = null;
        calls = null;
        listen = null;
        listening.close();
        if (!closed) {
            events.listsChanged(); // they cannot be had now, which is to be seen
            startAgain();
        }
    }

    private void startAgain() {
        upstream.host().vertx().setTimer(Math.max(1, children.untilStartMillis()), ignored -> {
            if (!closed && link == null) {
                connect().onSuccess(done -> events.listsChanged()).onFailure(this::notStarted);
            }
        });
    }

    private void notStarted(Throwable cause) {
        if (closed) {
            return;
        }
        if (cause instanceof UnspokenException && children.untilStartMillis() == 0) {
            events.lost(cause); // it runs, and speaks otherwise now
        } else {
            startAgain();
        }
    }

    @Override
    public Future<Offer> offer() {
        PipeLink to = link;
        Discovered said = facts;
        if (to == null || said == null) {
            return Future.failedFuture(down());
        }
        OfferReader reader = new OfferReader(
                upstream.name(),
                upstream.config().service().timeout(),
                said.tasks() ? TaskSupport.OPTIONAL : TaskSupport.NONE,
                false);
        return new ListFetch(upstream.name(), reader, (list, cursor) -> page(to, list, cursor))
                .fetch(said.lists())
                .onSuccess(offer -> book = new ToolBook(offer.tools()));
    }

    private Future<RawObject> page(ModernLink to, Method list, @Nullable RawJson cursor) {
        Promise<Void> late = Promise.promise();
        long timer = upstream.host().vertx().setTimer(upstream.patience().toMillis(), ignored -> late.complete());
        return to.own(
                        messages.own(
                                to.nextId(), list.wire(), null, cursor == null ? "" : "\"cursor\":" + cursor + ','),
                        late.future())
                .onComplete(ignored -> upstream.host().vertx().cancelTimer(timer))
                .compose(RpcAnswer::asResult);
    }

    @Override
    public Future<Outcome> run(int shard, Work work) {
        return HomeWork.run(work, upstream.host().home(), this::call);
    }

    private Future<Outcome> call(Work work) {
        ModernShard runner = calls;
        if (runner == null) {
            return Future.failedFuture(new NotSentException("The process of the upstream is down", down()));
        }
        return runner.run(work)
                .recover(cause -> Future.failedFuture(
                        cause instanceof WireException wire && wire.kind() == WireException.Kind.NOT_SENT
                                ? new NotSentException("The process of the upstream was not reached", wire)
                                : cause));
    }

    private static WireException down() {
        return new WireException(WireException.Kind.NOT_SENT, "The process of the upstream is down");
    }

    @Override
    public Future<Void> watch(String uri, boolean wanted) {
        ModernListen to = listen;
        if (!wanted) {
            watched.remove(uri);
            return to == null ? Future.succeededFuture() : to.watch(uri, false);
        }
        return to == null ? Future.failedFuture(down()) : to.watch(uri, true).onSuccess(ignored -> watched.add(uri));
    }

    @Override
    public Map<String, Object> status() {
        return Map.of(
                "era",
                "modern",
                "revision",
                Revision.LATEST.wire(),
                "transport",
                "stdio",
                "processes",
                children.count());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return children.close();
    }

    @Override
    public Upstream upstream() {
        return upstream;
    }

    @Override
    public ToolBook book() {
        return book;
    }

    @Override
    public Future<Void> listAgain() {
        return offer().mapEmpty();
    }

    @Override
    public void suspect() {
        // What speaks otherwise is another process, and that is asked anew.
    }
}
