package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.Work;
import dev.sluice.provider.upstream.message.Outcomes;
import dev.sluice.provider.upstream.message.RpcCodes;
import dev.sluice.provider.upstream.message.UpstreamErrorException;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of one shard at an upstream of the modern era. Keeps nothing between them: what a dialogue or a task needs
 * travels with its caller. Confined to the event loop of its shard.
 */
final class ModernShard {
    private static final Duration DEFAULT_TTL = Duration.ofHours(1);
    private static final Duration DEFAULT_POLL = Duration.ofSeconds(1);
    /** Behind a time to come back there must be as much left for the call itself. */
    private static final Duration ROOM = Duration.ofMillis(250);

    private final ModernTools upstream;
    private final ModernLink link;
    private final ModernMessages messages;
    private final ModernTasks tasks;

    ModernShard(ModernTools upstream, ModernLink link, ModernMessages messages) {
        this.upstream = upstream;
        this.link = link;
        this.messages = messages;
        this.tasks = new ModernTasks(upstream.upstream(), link, messages);
    }

    Future<Outcome> run(Work work) {
        ModernState state = ModernState.of(work.call().answers().state());
        return state.task() == null ? send(work, state, 0) : tasks.follow(work, state, state.task(), told(work.call()));
    }

    Future<Void> close() {
        return link.close();
    }

    /** What the upstream is told that the caller can do: of a caller that may not be asked nothing, and tasks only where they fit. */
    private ClientCapabilities told(Call call) {
        ClientCapabilities has = call.caller().capabilities();
        boolean asks = upstream.upstream().config().questions();
        boolean task = call.answers().task() != Answers.TaskStanding.UNAVAILABLE;
        if (asks && task == has.can(Capability.TASKS)) {
            return has;
        }
        Set<Capability> told = EnumSet.noneOf(Capability.class);
        for (Capability each : Capability.values()) {
            if (each == Capability.TASKS ? task : asks && has.can(each)) {
                told.add(each);
            }
        }
        return ClientCapabilities.having(told);
    }

    private Future<Outcome> send(Work work, ModernState state, int attempt) {
        Call call = work.call();
        ClientCapabilities told = told(call);
        ModernMessages.Written written = messages.call(link.nextId(), call, state, told, upstream.book());
        return link.send(
                        written,
                        call.arguments(),
                        call.caller().traceparent(),
                        call.principal().key(),
                        note -> hear(work, written.id(), note),
                        work.cancelled())
                .transform((answer, cause) -> cause == null
                        ? settle(work, state, attempt, told, written, answer)
                        : failed(work, state, attempt, cause));
    }

    private Future<Outcome> settle(
            Work work,
            ModernState state,
            int attempt,
            ClientCapabilities told,
            ModernMessages.Written written,
            RpcAnswer answer) {
        RawObject error = answer.error();
        if (answer.result() != null) {
            return Future.succeededFuture(outcome(work.call(), told, answer.result()));
        }
        int code = error == null ? RpcCodes.INTERNAL : UpstreamErrorException.codeOf(error);
        if (code == RpcCodes.HEADER_MISMATCH && !written.params().isEmpty() && attempt == 0) {
            return upstream.listAgain().compose(ignored -> send(work, state, attempt + 1));
        }
        if (code == RpcCodes.HEADER_MISMATCH
                || code == RpcCodes.UNSUPPORTED_VERSION
                || code == RpcCodes.METHOD_NOT_FOUND) {
            upstream.suspect();
        }
        return error == null
                ? Future.failedFuture("the upstream answered with nothing")
                : Future.succeededFuture(Outcomes.failed(work.call(), error, told));
    }

    private Future<Outcome> failed(Work work, ModernState state, int attempt, Throwable cause) {
        if (!(cause instanceof WireException wire)) {
            return Future.failedFuture(cause);
        }
        return switch (wire.kind()) {
            case BUSY -> busy(work, state, attempt, wire.retryAfter().orElse(Duration.ZERO));
            case TOO_LARGE ->
                Future.succeededFuture(
                        Outcomes.tooLarge(work.call(), upstream.upstream().maxResult()));
            case NONSENSE -> {
                upstream.suspect();
                yield Future.failedFuture(wire);
            }
            default -> Future.failedFuture(wire);
        };
    }

    /** Comes back once when the deadline allows it, otherwise tells the caller when to. */
    private Future<Outcome> busy(Work work, ModernState state, int attempt, Duration wait) {
        long left = work.deadline().remainingMillis(upstream.upstream().host().clock());
        if (attempt > 0 || left < wait.plus(ROOM).toMillis()) {
            return Future.succeededFuture(Outcomes.busy(upstream.upstream().name(), wait));
        }
        return upstream.upstream()
                .host()
                .vertx()
                .timer(Math.max(1, wait.toMillis()))
                .compose(ignored -> work.cancelled().isComplete()
                        ? Future.failedFuture(new WireException(WireException.Kind.BUSY, "Nobody waits any more."))
                        : send(work, state, attempt + 1));
    }

    private Outcome outcome(Call call, ClientCapabilities told, RawObject result) {
        String type = result.text("resultType");
        if (type == null || type.equals("complete")) {
            return Outcomes.completed(call, result);
        }
        boolean completes = call.target() instanceof CompletionTarget;
        if (type.equals("input_required") && !completes) {
            return ModernQuestions.ask(result, told, call.caller().capabilities(), null);
        }
        if (type.equals("task")
                && call.target() instanceof ToolEntry
                && call.answers().task() == Answers.TaskStanding.AVAILABLE) {
            return detached(result);
        }
        throw new WireException(WireException.Kind.NONSENSE, "The result is of a type that was not negotiated.");
    }

    private static Outcome detached(RawObject result) {
        String task = result.text("taskId");
        if (task == null || task.isEmpty() || task.length() > ModernTasks.MAX_ID) {
            throw new WireException(WireException.Kind.NONSENSE, "A task has no usable id.");
        }
        return new Outcome.Detached(
                millis(result.get("ttlMs"), DEFAULT_TTL),
                ModernTasks.interval(result, DEFAULT_POLL),
                ModernState.ofTask(task).toJson());
    }

    static Duration millis(@Nullable RawJson value, Duration otherwise) {
        try {
            return value == null || value.isNull()
                    ? otherwise
                    : Duration.ofMillis(Math.max(0, Long.parseLong(value.toString())));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static void hear(Work work, RawJson token, RpcMessage.Notification note) {
        RawObject params = note.params().orElse(null);
        if (params == null) {
            return;
        }
        RawJson about = params.get("progressToken");
        if (note.method().equals(Notifications.PROGRESS) && about != null && token.equals(about)) {
            work.progress(params.raw());
        } else if (note.method().equals(Notifications.MESSAGE)) {
            String level = params.text("level");
            (level == null ? Optional.<LogLevel>empty() : LogLevel.of(level))
                    .ifPresent(known -> work.log(known, params.raw()));
        }
    }
}
