package dev.sluice.edge;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.EraVerdict;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;

/**
 * Speaks 2026-07-28: every request stands alone, and a client that closes the response cancels its call. Confined to
 * its shard.
 */
final class ModernAdapter {
    private final Desk desk;
    private final RequestStates states;
    private final ListenAdapter listen;
    private final TaskAdapter tasks;
    private final SkillAdapter skills;

    ModernAdapter(Desk desk, RequestStates states, ListenAdapter listen, TaskAdapter tasks, SkillAdapter skills) {
        this.desk = desk;
        this.states = states;
        this.listen = listen;
        this.tasks = tasks;
        this.skills = skills;
    }

    Future<Answer> handle(Exchange exchange, EraVerdict.Modern verdict) {
        exchange.answerAs(Wire.MODERN, verdict.request().id());
        Inquiry inquiry = new Inquiry(
                exchange,
                exchange.id(),
                Wire.MODERN,
                verdict.request().id(),
                verdict.method(),
                verdict.revision().wire());
        return desk.answer(inquiry, () -> switch (verdict.method()) {
            case DISCOVER -> complete(inquiry, desk.facts().discovery());
            case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST -> list(inquiry, verdict);
            case TOOLS_CALL, PROMPTS_GET, RESOURCES_READ, COMPLETE -> call(inquiry, verdict);
            case SUBSCRIPTIONS_LISTEN ->
                listen.listen(
                        inquiry,
                        verdict.request(),
                        desk.callers().modern(exchange, verdict.revision(), verdict.meta()));
            case TASKS_GET, TASKS_UPDATE, TASKS_CANCEL -> tasks.handle(inquiry, verdict);
            case SKILLS_LIST, SKILLS_GET, DIRECTORY_READ ->
                skills.handle(
                        inquiry,
                        verdict.request(),
                        desk.callers().modern(exchange, verdict.revision(), verdict.meta()));
            default -> notServed(verdict.method());
        });
    }

    private Future<Answer> list(Inquiry inquiry, EraVerdict.Modern verdict) {
        String cursor = Params.cursor(verdict.request());
        Listed what = Listed.by(verdict.method());
        return desk.work(
                inquiry,
                () -> complete(
                        inquiry, desk.listings().modern(what, inquiry.exchange().principal(), cursor)));
    }

    private Future<Answer> call(Inquiry inquiry, EraVerdict.Modern verdict) {
        Exchange exchange = inquiry.exchange();
        RawObject params = Params.of(verdict.request());
        Routed routed = desk.routing().route(verdict.method(), params);
        Refusal mismatch = verdict.method() == Method.TOOLS_CALL && isFor(routed, exchange)
                // Of the tool that the request names, which may stand for another one.
                ? desk.headers().mismatch(Params.name(params), Params.arguments(params), exchange)
                : null;
        if (mismatch != null) {
            throw mismatch.asException();
        }
        Caller caller = desk.callers().modern(exchange, verdict.revision(), verdict.meta());
        Answers first = caller.capabilities().can(Capability.TASKS) ? Answers.TASK_AVAILABLE : Answers.NONE;
        RequestStates.Round round = states.open(params, desk.owner(exchange.principal()), routed, first);
        desk.cancelWhenGone(inquiry);
        return desk.dispatcher()
                .admit(inquiry, routed, params.get("_meta"), caller, round.answers())
                .compose(call -> desk.submit(call, exchange)
                        .compose(outcome -> outcome instanceof Outcome.Detached detached
                                ? tasks.begin(inquiry, call, detached)
                                : Future.succeededFuture(encode(inquiry, call, round, outcome))));
    }

    /** Whether the caller may use what it asks for: nobody else learns which headers that has. */
    private static boolean isFor(Routed routed, Exchange exchange) {
        return routed.target() != null
                && exchange.principal().hasAnyOf(routed.target().roles());
    }

    private Answer encode(Inquiry inquiry, Call call, RequestStates.Round round, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed completed -> {
                var body = RpcWriter.result(inquiry.rpcId(), complete(completed.result()));
                yield completed.failed() ? Answer.toolError(body) : Answer.ok(body);
            }
            case Outcome.InputRequired asks ->
                Answer.ok(RpcWriter.result(
                        inquiry.rpcId(),
                        desk.facts()
                                .results()
                                .inputRequired(
                                        asks.inputRequests(),
                                        states.seal(round, call.owner(), call.target(), call.arguments(), asks))));
            case Outcome.Failed failed -> desk.failed(inquiry, failed);
            case Outcome.Detached ignored -> throw new IllegalStateException("a task is begun, not encoded");
            case Outcome.Refused refused -> desk.refuse(inquiry, refused.refusal());
        };
    }

    private RawJson complete(RawJson result) {
        try {
            return desk.facts().results().complete(result);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a provider's result is not a JSON object", e);
        }
    }

    private static Future<Answer> complete(Inquiry inquiry, RawJson result) {
        return Future.succeededFuture(Answer.ok(RpcWriter.result(inquiry.rpcId(), result)));
    }

    private static Future<Answer> notServed(Method method) {
        return Future.failedFuture(Refusal.of(RefusalCode.METHOD_NOT_FOUND, method.wire() + " is not served.")
                .asException());
    }
}
