package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own session with an upstream, in which nobody can be asked anything: for lists, completion, subscriptions,
 * and what the server lets know. When it is lost it is opened anew once, with its subscriptions; when that fails, the whole
 * upstream is. Confined to the home loop.
 */
final class LegacyHome implements LegacySession.Owner {
    /** Resources that are watched at one time. */
    static final int MAX_WATCHED = 10_000;

    private static final long REOPEN_MILLIS = 100;

    /** A session that does not last this long, in milliseconds, is not opened anew at once: its server may forget all of them. */
    private static final long SHORT_LIVED_MILLIS = 5_000;

    /** So many in a row, and the upstream counts as lost: it is sought again with the patience that this has. */
    private static final int MAX_SHORT_LIVED = 5;

    private final LegacyContext context;
    private final Dialect.Events events;
    private final Set<String> watched = new LinkedHashSet<>();
    private @Nullable Future<LegacySession> session;
    private boolean closed;
    private long openedAt;
    private int shortLived;

    LegacyHome(LegacyContext context, Dialect.Events events) {
        this.context = context;
        this.events = events;
    }

    /** The session, opened when there is none; fails with a {@link WireException}. */
    Future<LegacySession> session() {
        Future<LegacySession> known = session;
        if (known != null) {
            return known;
        }
        if (closed) {
            return Future.failedFuture(
                    new WireException(WireException.Kind.NOT_SENT, "The server has been let go of."));
        }
        LegacySession fresh = new LegacySession(
                context, context.wires().create(true, context.meters()), ClientCapabilities.NONE, this);
        Future<LegacySession> opening = fresh.open();
        session = opening;
        openedAt = context.clock().millis();
        return opening.onFailure(cause -> forget(opening));
    }

    private void forget(Future<LegacySession> one) {
        if (one.equals(session)) {
            session = null;
        }
    }

    /** What the server said of itself, when it has been asked. */
    @Nullable
    LegacyFacts facts() {
        Future<LegacySession> known = session;
        return known != null && known.succeeded() ? known.result().facts() : null;
    }

    /** The session for a call of somebody who cannot be asked. */
    Future<LegacyLease> lend() {
        return session().map(open -> new LegacyLease(open, () -> {}, () -> {}));
    }

    /** A request of the gateway's own; once more in a new session when the server has forgotten the old one. */
    Future<RpcMessage.Response> request(String method, @Nullable String name, RawJson params) {
        return session()
                .compose(open -> open.request(method, name, params))
                .recover(cause -> isForgotten(cause)
                        ? session().compose(open -> open.request(method, name, params))
                        : Future.failedFuture(cause));
    }

    private static boolean isForgotten(Throwable cause) {
        return cause instanceof WireException wire && wire.kind() == WireException.Kind.SESSION_GONE;
    }

    /** Begins or ends to hear of the changes of a resource. */
    Future<Void> watch(String uri, boolean wanted) {
        if (wanted && watched.size() >= MAX_WATCHED) {
            return Future.failedFuture(new WireException(
                    WireException.Kind.NOT_SENT, "As many resources are watched as are allowed: " + MAX_WATCHED + '.'));
        }
        boolean changed = wanted ? watched.add(uri) : watched.remove(uri);
        return changed
                ? session().compose(open -> subscribe(open, uri, wanted)).onFailure(cause -> {
                    if (wanted) {
                        watched.remove(uri);
                    }
                })
                : Future.succeededFuture();
    }

    private Future<Void> subscribe(LegacySession open, String uri, boolean wanted) {
        if (!open.facts().subscribe()) {
            return Future.failedFuture(
                    new WireException(WireException.Kind.NOT_SPOKEN, "The server does not tell of changes."));
        }
        Method method = wanted ? Method.RESOURCES_SUBSCRIBE : Method.RESOURCES_UNSUBSCRIBE;
        return open.request(method.wire(), uri, LegacyText.one("uri", uri))
                .compose(response -> response.error() == null
                        ? Future.succeededFuture()
                        : Future.failedFuture(new WireException(
                                WireException.Kind.NONSENSE, "The server has refused the subscription.")));
    }

    @Override
    public void gone(LegacySession lost, WireException cause) {
        Future<LegacySession> known = session;
        if (known == null || closed) {
            return;
        }
        session = null;
        lost.close();
        if (known.succeeded()) {
            boolean forgotten = cause.kind() == WireException.Kind.SESSION_GONE;
            context.meters().renewed();
            shortLived = context.clock().millis() - openedAt < SHORT_LIVED_MILLIS ? shortLived + 1 : 0;
            if (shortLived > MAX_SHORT_LIVED) {
                events.lost(cause);
            } else if (forgotten && shortLived <= 1) {
                reopen();
            } else {
                long delay = REOPEN_MILLIS << Math.max(0, shortLived - 1);
                context.vertx().setTimer(delay + ThreadLocalRandom.current().nextLong(delay), ignored -> reopen());
            }
        }
    }

    private void reopen() {
        if (closed) {
            return;
        }
        session()
                .onSuccess(open -> {
                    List<String> uris = new ArrayList<>(watched);
                    uris.forEach(uri -> subscribe(open, uri, true));
                    gap();
                })
                .onFailure(cause -> {
                    if (!closed) {
                        events.lost(cause);
                    }
                });
    }

    @Override
    public void note(RpcMessage.Notification note) {
        switch (note.method()) {
            case Notifications.TOOLS_CHANGED, Notifications.PROMPTS_CHANGED, Notifications.RESOURCES_CHANGED ->
                events.listsChanged();
            case Notifications.RESOURCE_UPDATED -> {
                String uri = note.params().map(params -> params.text("uri")).orElse(null);
                // Of what is another server's, this one must not tell.
                if (uri != null && watched.contains(uri)) {
                    events.updated(uri);
                }
            }
            default -> {
                // Anything else concerns requests, or somebody who can be asked.
            }
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /** Whatever could have changed may have. */
    @Override
    public void gap() {
        events.listsChanged();
        new ArrayList<>(watched).forEach(events::updated);
    }

    /** Never fails. */
    Future<Void> close() {
        closed = true;
        Future<LegacySession> known = session;
        session = null;
        return known == null
                ? Future.succeededFuture()
                : known.compose(LegacySession::close).transform(done -> Future.succeededFuture());
    }
}
