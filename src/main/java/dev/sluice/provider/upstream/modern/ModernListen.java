package dev.sluice.provider.upstream.modern;

import dev.sluice.config.ServiceConfig;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.upstream.dialect.Backoff;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.message.ListFetch;
import dev.sluice.provider.upstream.message.RpcCodes;
import dev.sluice.provider.upstream.message.UpstreamErrorException;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one subscription at an upstream of the modern era: for the changes of its lists and of the resources that somebody
 * watches. A filter cannot be changed, so that a new subscription is opened, and acknowledged, before the old one is closed.
 * One that is lost is opened again after a while, and as something may have been missed the lists count as changed. Confined
 * to the home loop.
 */
final class ModernListen {
    /** URIs that are watched at one upstream. */
    static final int MAX_WATCHED = 10_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(ModernListen.class);
    private static final int CONNECTIONS = 4;
    private static final Discovered NOTHING = new Discovered(
            "", new ListFetch.Wanted(false, false, false), new ListFetch.Wanted(false, false, false), false, false);

    private final Upstream upstream;
    private final ModernLink link;
    private final ModernMessages messages;
    private final Dialect.Events events;
    private final Set<String> watched = new LinkedHashSet<>();
    private final Backoff backoff = new Backoff();

    private Discovered served = NOTHING;
    private @Nullable Subscription opening;
    private @Nullable Promise<Void> next;
    private boolean missed;
    private boolean closed;
    private volatile @Nullable Subscription open;

    /** One stream; ends when {@code close} completes. */
    private static final class Subscription {
        final Promise<Void> close = Promise.promise();
        final Promise<Void> acknowledged = Promise.promise();
    }

    ModernListen(Upstream upstream, ModernLink link, ModernMessages messages, Dialect.Events events) {
        this.upstream = upstream;
        this.link = link;
        this.messages = messages;
        this.events = events;
    }

    /** The rules of a service for connections that are never given back, and so must not use up those of others. */
    static ServiceConfig connections(ServiceConfig service) {
        return new ServiceConfig(
                service.prefix(),
                service.roles(),
                service.include(),
                service.exclude(),
                service.pins(),
                service.headers(),
                service.oauth(),
                service.timeout(),
                service.connectTimeout(),
                CONNECTIONS);
    }

    boolean isOpen() {
        return open != null;
    }

    /** The upstream has said what it tells of; opens a subscription when there is none for that. */
    void serve(Discovered said) {
        boolean other = !said.tells().equals(served.tells());
        served = said;
        if (isWorthwhile() && opening == null && (other || open == null)) {
            refresh().onFailure(this::log);
        }
    }

    /** Completes when the upstream has acknowledged a subscription that holds the URI, or holds it no more. */
    Future<Void> watch(String uri, boolean wanted) {
        if (!served.subscribe()) {
            return Future.failedFuture(new UnsupportedOperationException("The upstream does not tell of changes."));
        }
        if (wanted && watched.size() >= MAX_WATCHED) {
            return Future.failedFuture(
                    new IllegalStateException("More than " + MAX_WATCHED + " resources of an upstream are watched."));
        }
        boolean changed = wanted ? watched.add(uri) : watched.remove(uri);
        if (!changed) {
            return Future.succeededFuture();
        }
        Future<Void> told = refresh();
        return wanted ? told.onFailure(ignored -> watched.remove(uri)) : told;
    }

    Future<Void> close() {
        closed = true;
        end(opening);
        end(open);
        return link.close();
    }

    /** What is wanted has changed: completes with the acknowledgement of a subscription that is opened from now on. */
    private Future<Void> refresh() {
        Promise<Void> told = next;
        if (told == null) {
            told = Promise.promise();
            next = told;
        }
        if (opening == null) {
            begin();
        }
        return told.future();
    }

    private void begin() {
        Promise<Void> told = next;
        next = null;
        if (told == null || closed) {
            return;
        }
        if (!isWorthwhile()) {
            Subscription old = open;
            open = null;
            end(old);
            told.complete();
            return;
        }
        Subscription now = new Subscription();
        opening = now;
        long limit = upstream.host()
                .vertx()
                .setTimer(
                        upstream.patience().toMillis(),
                        ignored -> now.acknowledged.tryFail(new WireException(
                                WireException.Kind.LOST, "A subscription was not acknowledged in time.")));
        link.listen(
                        messages.own(link.nextId(), Method.SUBSCRIPTIONS_LISTEN.wire(), null, filter()),
                        note -> hear(now, note),
                        now.close.future())
                .onComplete((answer, cause) -> ended(now, cause == null ? ending(answer) : cause));
        now.acknowledged.future().onComplete((ignored, cause) -> {
            upstream.host().vertx().cancelTimer(limit);
            settled(now, cause);
            if (cause == null) {
                told.complete();
            } else {
                told.fail(cause);
            }
            begin();
        });
    }

    private void settled(Subscription now, @Nullable Throwable cause) {
        opening = null;
        if (cause != null) {
            end(now);
            if (open == null) {
                later(cause);
            }
            return;
        }
        Subscription old = open;
        open = now;
        end(old);
        backoff.reset();
        if (missed) {
            missed = false;
            events.listsChanged();
        }
    }

    private void ended(Subscription ended, Throwable cause) {
        if (!ended.acknowledged.tryFail(cause) && ended == open) {
            open = null;
            missed = true;
            later(cause);
        }
    }

    private static Throwable ending(RpcAnswer answer) {
        return answer.error() != null
                ? new UpstreamErrorException(answer.error())
                : new WireException(WireException.Kind.LOST, "The upstream has ended the subscription.");
    }

    /** An upstream that does not know subscriptions is asked again when it next says what it is, the others soon. */
    private void later(Throwable cause) {
        log(cause);
        boolean unknown = cause instanceof UpstreamErrorException error && error.code() == RpcCodes.METHOD_NOT_FOUND;
        if (closed || unknown) {
            return;
        }
        missed = true;
        upstream.host().vertx().setTimer(backoff.next(), ignored -> {
            if (!closed && open == null && opening == null && isWorthwhile()) {
                refresh().onFailure(this::log);
            }
        });
    }

    private void hear(Subscription from, RpcMessage.Notification note) {
        switch (note.method()) {
            case Notifications.ACKNOWLEDGED -> from.acknowledged.tryComplete();
            case Notifications.TOOLS_CHANGED, Notifications.PROMPTS_CHANGED, Notifications.RESOURCES_CHANGED ->
                events.listsChanged();
            case Notifications.RESOURCE_UPDATED ->
                note.params()
                        .map(params -> params.text("uri"))
                        .filter(watched::contains)
                        .ifPresent(events::updated);
            default -> {}
        }
    }

    private boolean isWorthwhile() {
        return !watched.isEmpty()
                || served.tells().tools()
                || served.tells().prompts()
                || served.tells().resources();
    }

    /** The params as far as {@code _meta}. */
    private String filter() {
        StringBuilder json = new StringBuilder("\"notifications\":{");
        json.append(served.tells().tools() ? "\"toolsListChanged\":true," : "");
        json.append(served.tells().prompts() ? "\"promptsListChanged\":true," : "");
        json.append(served.tells().resources() ? "\"resourcesListChanged\":true," : "");
        if (!watched.isEmpty()) {
            json.append("\"resourceSubscriptions\":[")
                    .append(watched.stream().map(JsonCodec::quote).collect(Collectors.joining(",")))
                    .append("],");
        }
        json.setLength(json.length() - 1);
        return json.append("},").toString();
    }

    private void log(Throwable cause) {
        LOGGER.atDebug()
                .addKeyValue("upstream", upstream.name())
                .addKeyValue("reason", cause.getMessage())
                .log("No subscription at an upstream");
    }

    private static void end(@Nullable Subscription subscription) {
        if (subscription != null) {
            subscription.close.tryComplete();
        }
    }
}
