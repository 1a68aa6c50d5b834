package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.provider.Work;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.message.Outcomes;
import dev.sluice.provider.upstream.message.RpcCodes;
import dev.sluice.provider.upstream.message.UpstreamErrorException;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows calls that have become tasks at an upstream (SEP-2663): looks at the interval that it names until the task has
 * ended or asks something, and cancels it when nobody wants it any more. Confined to the event loop of its shard.
 */
final class ModernTasks {
    /** Characters of a task's id. */
    static final int MAX_ID = 1024;
    /** How often in a row a task may not be told of before it is given up. */
    static final int MAX_MISSES = 5;

    static final Duration SHORTEST_POLL = Duration.ofMillis(50);
    static final Duration LONGEST_POLL = Duration.ofMinutes(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(ModernTasks.class);
    private static final Duration DEFAULT_POLL = Duration.ofSeconds(1);

    private final Upstream upstream;
    private final ModernLink link;
    private final ModernMessages messages;

    ModernTasks(Upstream upstream, ModernLink link, ModernMessages messages) {
        this.upstream = upstream;
        this.link = link;
        this.messages = messages;
    }

    /** One task while it is followed. */
    private record Followed(Work work, String id, ClientCapabilities told, Promise<Outcome> outcome) {
        Call call() {
            return work.call();
        }
    }

    /** Completes when the task has ended or asks something; fails when nothing is heard of it any more. */
    Future<Outcome> follow(Work work, ModernState state, String id, ClientCapabilities told) {
        Followed task = new Followed(work, id, told, Promise.promise());
        work.cancelled().onSuccess(ignored -> cancel(task));
        Map<String, RawJson> answers = state.answers(work.call().answers());
        Future<RawObject> first = answers.isEmpty() || state.keys() == null
                ? request(task, Method.TASKS_GET, "")
                : request(task, Method.TASKS_UPDATE, responses(answers))
                        .compose(ignored -> request(task, Method.TASKS_GET, ""));
        first.onComplete((result, cause) -> arrived(task, result, cause, 0));
        return task.outcome().future();
    }

    /** The interval at which it makes sense to look, within bounds. */
    static Duration interval(RawObject task, Duration otherwise) {
        Duration named = ModernShard.millis(task.get("pollIntervalMs"), otherwise);
        return named.compareTo(SHORTEST_POLL) < 0
                ? SHORTEST_POLL
                : named.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : named;
    }

    private void look(Followed task, Duration wait, int misses) {
        upstream.host().vertx().setTimer(wait.toMillis(), ignored -> {
            if (!task.outcome().future().isComplete()) {
                request(task, Method.TASKS_GET, "").onComplete((result, cause) -> arrived(task, result, cause, misses));
            }
        });
    }

    private void arrived(Followed task, RawObject result, Throwable cause, int misses) {
        if (task.outcome().future().isComplete()) {
            return;
        }
        if (cause instanceof UpstreamErrorException error) {
            task.outcome().complete(Outcomes.failed(task.call(), error.error(), task.told()));
        } else if (cause != null) {
            if (misses + 1 >= MAX_MISSES) {
                task.outcome().fail(cause);
            } else {
                look(task, DEFAULT_POLL.multipliedBy(misses + 1L), misses + 1);
            }
        } else {
            judge(task, result);
        }
    }

    private void judge(Followed task, RawObject result) {
        try {
            switch (String.valueOf(result.text("status"))) {
                case "working" -> look(task, interval(result, DEFAULT_POLL), 0);
                case "input_required" ->
                    task.outcome()
                            .complete(ModernQuestions.ask(
                                    result, task.told(), task.call().caller().capabilities(), task.id()));
                case "completed" -> task.outcome().complete(Outcomes.completed(task.call(), member(result, "result")));
                case "failed" ->
                    task.outcome().complete(Outcomes.failed(task.call(), member(result, "error"), task.told()));
                case "cancelled" ->
                    task.outcome()
                            .complete(new Outcome.Failed(
                                    RpcCodes.INTERNAL, "The upstream has cancelled the task.", null));
                default -> throw nonsense("A task is in a state that MCP does not know.");
            }
        } catch (WireException e) {
            task.outcome().fail(e);
        }
    }

    private static RawObject member(RawObject task, String name) {
        RawJson value = task.get(name);
        try {
            if (value != null && value.isObject()) {
                return RawObject.scan(value);
            }
        } catch (MalformedJsonException e) {
            throw nonsense("What became of a task is no object.");
        }
        throw nonsense("A task has ended without what became of it.");
    }

    private void cancel(Followed task) {
        if (task.outcome().tryFail(new WireException(WireException.Kind.LOST, "Nobody wants the task any more."))) {
            request(task, Method.TASKS_CANCEL, "")
                    .onFailure(cause -> LOGGER.atDebug()
                            .addKeyValue("upstream", upstream.name())
                            .addKeyValue("reason", cause.getMessage())
                            .log("Task of an upstream could not be cancelled"));
        }
    }

    /** Each has its own time limit: a task may last longer than any request. */
    private Future<RawObject> request(Followed task, Method method, String members) {
        ModernMessages.Written written =
                messages.task(link.nextId(), method, task.call(), task.told(), task.id(), members);
        Timer limit = upstream.host().vertx().timer(upstream.patience().toMillis(), TimeUnit.MILLISECONDS);
        return link.own(written, limit)
                .eventually(() -> {
                    limit.cancel();
                    return Future.succeededFuture();
                })
                .compose(RpcAnswer::asResult);
    }

    private static String responses(Map<String, RawJson> answers) {
        Buffer out = Buffer.buffer();
        ModernMessages.responses(out, answers);
        return out.toString();
    }

    private static WireException nonsense(String message) {
        return new WireException(WireException.Kind.NONSENSE, message);
    }
}
