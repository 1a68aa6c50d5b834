package dev.sluice.edge;

import dev.sluice.bus.Caller;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Target;
import dev.sluice.edge.stream.StreamKind;
import dev.sluice.edge.stream.Subscriptions;
import dev.sluice.edge.stream.Watches;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code subscriptions/listen} (2026-07-28): acknowledges what is honoured of what a client wants, then tells of that and of
 * nothing else, until the client closes the stream or its token expires or the node goes down. Confined to its shard.
 */
final class ListenAdapter {
    /** Resources, and tasks, that one subscription may name. */
    static final int MAX_NAMED = 256;

    private final Desk desk;
    private final TaskAdapter tasks;

    ListenAdapter(Desk desk, TaskAdapter tasks) {
        this.desk = desk;
        this.tasks = tasks;
    }

    /**
     * Listens.
     *
     * @param caller says whether it knows tasks
     * @return completes when it is over, with its result; fails with a RefusedException before the acknowledgement
     */
    Future<Answer> listen(Inquiry inquiry, RpcMessage.Request request, Caller caller) {
        Exchange exchange = inquiry.exchange();
        RawObject wanted = scan(Params.of(request).get("notifications"));
        if (!exchange.outlet().isReachable()) {
            throw Refusal.of(RefusalCode.NOT_ACCEPTABLE).asException();
        }
        Set<String> taskIds = strings(wanted, "taskIds");
        if (!taskIds.isEmpty() && !caller.capabilities().can(Capability.TASKS)) {
            throw CallDispatcher.lacks(Capability.TASKS).asException();
        }
        Subscriptions.Wanted honoured = honoured(wanted, exchange.principal());
        return desk.work(
                inquiry,
                () -> taskIds.isEmpty()
                        ? watch(inquiry, honoured)
                        : tasks.visible(desk.owner(exchange.principal()), taskIds)
                                .compose(visible -> watch(inquiry, honoured.with(visible))));
    }

    /** A client may change something as soon as it is acknowledged: providers know of it before. */
    private Future<Answer> watch(Inquiry inquiry, Subscriptions.Wanted honoured) {
        List<Watches.Watched> resources = honoured.uris().stream()
                .map(uri -> desk.routing().read(uri).target())
                .filter(Objects::nonNull)
                .map(target -> new Watches.Watched(target.provider(), target.name()))
                .toList();
        Watches watches = desk.room().watches();
        return watches.begin(resources).compose(ignored -> {
            Runnable end = () -> watches.end(resources);
            try {
                return open(inquiry, honoured, end);
            } catch (RuntimeException e) {
                end.run();
                throw e;
            }
        });
    }

    private Future<Answer> open(Inquiry inquiry, Subscriptions.Wanted honoured, Runnable closed) {
        Exchange exchange = inquiry.exchange();
        if (exchange.isGone()) {
            throw Refusal.of(RefusalCode.CANCELLED).asException();
        }
        Promise<Answer> over = Promise.promise();
        exchange.streams(StreamKind.LISTEN);
        Subscriptions.Subscription subscription = desk.room()
                .subscriptions()
                .open(new Subscriptions.Order(
                        desk.audience(exchange.principal()),
                        inquiry.rpcId().raw(),
                        honoured,
                        LegacyStreams.until(exchange.principal()),
                        exchange.outlet(),
                        result -> over.complete(result(inquiry, result)),
                        closed));
        if (subscription == null) {
            throw Refusal.of(RefusalCode.TOO_MANY_STREAMS).asException();
        }
        exchange.onGone(ignored -> {
            desk.room().subscriptions().close(subscription);
            over.tryComplete(result(inquiry, RawJson.EMPTY_OBJECT));
        });
        return over.future();
    }

    private Answer result(Inquiry inquiry, RawJson result) {
        try {
            return Answer.ok(
                    RpcWriter.result(inquiry.rpcId(), desk.facts().results().complete(result)));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private Subscriptions.Wanted honoured(RawObject wanted, Principal principal) {
        Set<String> uris = desk.facts().serves(Method.RESOURCES_READ)
                ? strings(wanted, "resourceSubscriptions").stream()
                        .filter(uri -> mayRead(principal, uri))
                        .collect(Collectors.toSet())
                : Set.of();
        return new Subscriptions.Wanted(
                isTrue(wanted, "toolsListChanged"),
                isTrue(wanted, "promptsListChanged") && desk.facts().serves(Method.PROMPTS_LIST),
                isTrue(wanted, "resourcesListChanged") && desk.facts().serves(Method.RESOURCES_LIST),
                uris,
                Set.of());
    }

    private boolean mayRead(Principal principal, String uri) {
        Target target = desk.routing().read(uri).target();
        return target != null && principal.hasAnyOf(target.roles());
    }

    private static boolean isTrue(RawObject wanted, String name) {
        RawJson value = wanted.get(name);
        String text = value == null ? "false" : value.toString();
        if (!text.equals("true") && !text.equals("false")) {
            throw invalid(name, "must be true or false");
        }
        return text.equals("true");
    }

    private static Set<String> strings(RawObject wanted, String name) {
        RawJson value = wanted.get(name);
        if (value == null) {
            return Set.of();
        }
        var tree = value.tree();
        if (!tree.isArray() || tree.size() > MAX_NAMED) {
            throw invalid(name, "must be an array of at most " + MAX_NAMED + " strings");
        }
        Set<String> texts = new HashSet<>();
        for (var element : tree) {
            if (!element.isTextual()) {
                throw invalid(name, "must be an array of strings");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    private static RawObject scan(@org.jspecify.annotations.Nullable RawJson notifications) {
        if (notifications == null || !notifications.isObject()) {
            throw invalid("notifications", "must be an object");
        }
        try {
            return RawObject.scan(notifications);
        } catch (MalformedJsonException e) {
            throw invalid("notifications", "must be an object");
        }
    }

    private static RuntimeException invalid(String field, String rule) {
        return Refusal.of(RefusalCode.INVALID_PARAMS, '"' + field + "\" " + rule + '.')
                .with("field", field)
                .asException();
    }
}
