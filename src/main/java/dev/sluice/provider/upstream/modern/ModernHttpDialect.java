package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskSupport;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.UpstreamConfig.Remote;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.NotSentException;
import dev.sluice.provider.Work;
import dev.sluice.provider.outbound.OutboundClients;
import dev.sluice.provider.outbound.PostClient;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.message.ListFetch;
import dev.sluice.provider.upstream.message.MessageMeta;
import dev.sluice.provider.upstream.message.OfferReader;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.RpcPost;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to a remote upstream in the modern era. Calls never leave the event loop of their shard, which has connections of
 * its own; lists and subscriptions are fetched and kept on the home loop.
 */
final class ModernHttpDialect implements Dialect, ModernTools {
    /** The link of the home loop; shards have the numbers below. */
    private static final int HOME = 254;

    private static final int LISTEN = 255;

    private final Upstream upstream;
    private final Events events;
    private final String revision;
    private final ModernMessages messages;
    private final Map<Integer, Shard> shards = new ConcurrentHashMap<>();
    private volatile ToolBook book = ToolBook.EMPTY;
    private volatile boolean closed;

    // Home loop only.
    private final ModernLink home;
    private final ModernListen listen;
    private @Nullable Discovered found;
    private @Nullable Future<Offer> listing;

    private record Shard(Context loop, ModernShard calls) {}

    /** To be made on the home loop. */
    ModernHttpDialect(Upstream upstream, Events events, String revision) {
        this.upstream = upstream;
        this.events = events;
        this.revision = revision;
        this.messages =
                new ModernMessages(new MessageMeta(revision, upstream.host().version()));
        ServiceConfig service = upstream.config().service();
        this.home = new HttpLink(upstream, client(upstream, service), revision, HOME);
        this.listen = new ModernListen(
                upstream,
                new HttpLink(upstream, client(upstream, ModernListen.connections(service)), revision, LISTEN),
                messages,
                events);
    }

    private static PostClient client(Upstream upstream, ServiceConfig service) {
        BackendHost host = upstream.host();
        if (!(upstream.config().target() instanceof Remote remote)) {
            throw new IllegalArgumentException("a child process is not spoken to over HTTP");
        }
        return OutboundClients.posting(host, upstream.name(), remote.url(), RpcPost.HEADERS, service);
    }

    /** Asks the upstream what it is; as {@link ModernProbe#ask}. */
    Future<Discovered> discover() {
        return new ModernProbe(upstream, home, messages, revision).ask().onSuccess(said -> found = said);
    }

    @Override
    public Future<Offer> offer() {
        Future<Offer> running = listing;
        if (running != null) {
            return running;
        }
        Discovered fresh = found;
        found = null;
        Future<Offer> now = (fresh != null ? Future.succeededFuture(fresh) : discover())
                .compose(said -> {
                    found = null;
                    listen.serve(said);
                    return new ListFetch(upstream.name(), reader(said), this::page).fetch(said.lists());
                })
                .onSuccess(offer -> book = new ToolBook(offer.tools()));
        listing = now;
        return now.onComplete(ignored -> listing = null);
    }

    private OfferReader reader(Discovered said) {
        return new OfferReader(
                upstream.name(),
                upstream.config().service().timeout(),
                said.tasks() ? TaskSupport.OPTIONAL : TaskSupport.NONE,
                true);
    }

    private Future<RawObject> page(Method list, @Nullable RawJson cursor) {
        String members = cursor == null ? "" : "\"cursor\":" + cursor + ',';
        Timer limit = upstream.host().vertx().timer(upstream.patience().toMillis(), TimeUnit.MILLISECONDS);
        return home.own(messages.own(home.nextId(), list.wire(), null, members), limit)
                .onComplete(ignored -> limit.cancel())
                .compose(RpcAnswer::asResult);
    }

    @Override
    public Future<Outcome> run(int shard, Work work) {
        Shard here = shards.get(shard);
        if (here == null) {
            if (closed) {
                return Future.failedFuture(
                        new NotSentException("The upstream is spoken to otherwise now.", new IllegalStateException()));
            }
            here = new Shard(upstream.host().vertx().getOrCreateContext(), open(shard));
            shards.put(shard, here);
        }
        return here.calls().run(work);
    }

    private ModernShard open(int shard) {
        PostClient client = client(upstream, upstream.config().service());
        return new ModernShard(this, new HttpLink(upstream, client, revision, shard), messages);
    }

    @Override
    public Future<Void> watch(String uri, boolean wanted) {
        return listen.watch(uri, wanted);
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
        Promise<Void> listed = Promise.promise();
        Context here = upstream.host().vertx().getOrCreateContext();
        upstream.host()
                .home()
                .runOnContext(ignored -> offer().onComplete(done -> {
                    events.listsChanged();
                    here.runOnContext(back -> listed.complete());
                }));
        return listed.future();
    }

    @Override
    public void suspect() {
        upstream.host().home().runOnContext(ignored -> events.listsChanged());
    }

    @Override
    public Map<String, Object> status() {
        return Map.of("era", "modern", "revision", revision, "transport", "http", "listening", listen.isOpen());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        List<Future<Void>> closing = new ArrayList<>();
        closing.add(listen.close());
        closing.add(home.close());
        for (Shard shard : shards.values()) {
            Promise<Void> done = Promise.promise();
            shard.loop().runOnContext(ignored -> shard.calls().close().onComplete(done));
            closing.add(done.future());
        }
        return Future.join(closing).mapEmpty();
    }
}
