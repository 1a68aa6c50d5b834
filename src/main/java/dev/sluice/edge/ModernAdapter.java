package dev.sluice.edge;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.EraVerdict;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Speaks 2026-07-28: every request stands alone, and a client that closes the response cancels its call. Confined to
 * its shard.
 */
final class ModernAdapter {
    private final Desk desk;

    ModernAdapter(Desk desk) {
        this.desk = desk;
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
            case TOOLS_LIST -> list(inquiry, verdict);
            case TOOLS_CALL -> call(inquiry, verdict);
            default -> notServed(verdict.method());
        });
    }

    private Future<Answer> list(Inquiry inquiry, EraVerdict.Modern verdict) {
        String cursor = Params.cursor(verdict.request());
        return desk.work(
                inquiry,
                () -> complete(
                        inquiry, desk.listings().modern(inquiry.exchange().principal(), cursor)));
    }

    private Future<Answer> call(Inquiry inquiry, EraVerdict.Modern verdict) {
        RawObject params = Params.of(verdict.request());
        String name = Params.name(params);
        RawJson arguments = Params.arguments(params);
        Refusal mismatch = desk.headers()
                .mismatch(name, arguments, inquiry.exchange().request().headers());
        if (mismatch != null) {
            throw mismatch.asException();
        }
        desk.cancelWhenGone(inquiry);
        return desk.dispatcher()
                .call(
                        inquiry,
                        name,
                        arguments,
                        params.get("_meta"),
                        desk.callers().modern(inquiry.exchange(), verdict.revision(), verdict.meta()))
                .map(outcome -> encode(inquiry, outcome));
    }

    private Answer encode(Inquiry inquiry, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed completed -> {
                var body = RpcWriter.result(inquiry.rpcId(), complete(completed.result()));
                yield completed.failed() ? Answer.toolError(body) : Answer.ok(body);
            }
            case Outcome.InputRequired asks ->
                Answer.ok(RpcWriter.result(
                        inquiry.rpcId(),
                        desk.facts().results().inputRequired(asks.inputRequests(), asks.requestState())));
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

    private static Future<Answer> notServed(@Nullable Method method) {
        return Future.failedFuture(Refusal.of(
                        RefusalCode.METHOD_NOT_FOUND,
                        method == null ? RefusalCode.METHOD_NOT_FOUND.meaning() : method.wire() + " is not served.")
                .asException());
    }
}
