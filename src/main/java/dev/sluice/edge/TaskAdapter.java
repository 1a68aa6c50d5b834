package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskCommand;
import dev.sluice.bus.TaskReply;
import dev.sluice.bus.TaskView;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.EraVerdict;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The extension {@code io.modelcontextprotocol/tasks} (SEP-2663) for modern clients: a call that goes on as a task is answered
 * with the task, and {@code tasks/get}, {@code tasks/update} and {@code tasks/cancel} ask its owner. Whoever did not declare
 * the extension in that very request is refused. Confined to its shard.
 */
final class TaskAdapter {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    private static final String TASK_ID = "taskId";

    private final Vertx vertx;
    private final Desk desk;

    TaskAdapter(Vertx vertx, Desk desk) {
        this.vertx = vertx;
        this.desk = desk;
    }

    /**
     * Makes a task of a call.
     *
     * @return completes with the CreateTaskResult when the task can be asked for; fails with a RefusedException with
     *     TOO_MANY_TASKS
     */
    Future<Answer> begin(Inquiry inquiry, Call call, Outcome.Detached detached) {
        return ask(new TaskCommand.Start(call, detached)).map(task -> {
            if (inquiry.exchange().isGone()) {
                // Nobody will ever know its id.
                perform(new TaskCommand.Cancel(task.id(), task.owner()));
            }
            return Answer.begun(RpcWriter.result(inquiry.rpcId(), created(task)));
        });
    }

    /**
     * Those of these tasks that somebody may see.
     *
     * @param owner {@link Desk#owner} of who asks
     */
    Future<Set<String>> visible(String owner, Set<String> ids) {
        List<Future<Boolean>> asked = new ArrayList<>();
        List<String> names = List.copyOf(ids);
        names.forEach(id ->
                asked.add(perform(new TaskCommand.Get(id, owner)).map(reply -> reply instanceof TaskReply.Known)));
        return Future.join(asked).map(all -> {
            Set<String> visible = new HashSet<>();
            for (int i = 0; i < names.size(); i++) {
                if (asked.get(i).result()) {
                    visible.add(names.get(i));
                }
            }
            return visible;
        });
    }

    /** Serves a request of the extension. */
    Future<Answer> handle(Inquiry inquiry, EraVerdict.Modern verdict) {
        if (!desk.callers()
                .modern(inquiry.exchange(), verdict.revision(), verdict.meta())
                .capabilities()
                .can(Capability.TASKS)) {
            throw CallDispatcher.lacks(Capability.TASKS).asException();
        }
        RawObject params = Params.of(verdict.request());
        String id = Params.text(params, TASK_ID);
        String owner = desk.owner(inquiry.exchange().principal());
        return switch (verdict.method()) {
            case TASKS_GET -> answer(inquiry, new TaskCommand.Get(id, owner), TaskView::toJson);
            case TASKS_UPDATE -> {
                RawJson responses = Params.object(params, "inputResponses");
                TaskCommand update = new TaskCommand.Update(id, owner, RequestStates.given(responses));
                yield desk.work(inquiry, () -> acknowledge(inquiry, update));
            }
            case TASKS_CANCEL -> desk.counted(inquiry, () -> acknowledge(inquiry, new TaskCommand.Cancel(id, owner)));
            default -> throw new IllegalArgumentException(verdict.method() + " is not of tasks");
        };
    }

    private Future<Answer> acknowledge(Inquiry inquiry, TaskCommand command) {
        return answer(inquiry, command, task -> RawJson.EMPTY_OBJECT);
    }

    private Future<Answer> answer(Inquiry inquiry, TaskCommand command, Function<TaskView, RawJson> shape) {
        return ask(command).map(task -> Answer.ok(RpcWriter.result(inquiry.rpcId(), complete(shape.apply(task)))));
    }

    private Future<TaskView> ask(TaskCommand command) {
        return perform(command).map(reply -> switch (reply) {
            case TaskReply.Known known -> known.task();
            case TaskReply.Refused refused -> throw refused.refusal().asException();
        });
    }

    private Future<TaskReply> perform(TaskCommand command) {
        return vertx.eventBus()
                .<TaskReply>request(Addresses.TASKS, command, LOCAL)
                .map(message -> message.body());
    }

    private RawJson complete(RawJson result) {
        try {
            return desk.facts().results().complete(result);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a task is not a JSON object", e);
        }
    }

    private RawJson created(TaskView task) {
        return desk.facts().results().task(task.summary());
    }
}
