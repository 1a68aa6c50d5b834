package dev.sluice.edge;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcParser;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * Speaks the envelope, a shape for people with curl: {@code {"type":"request","id","method","params"}}. The result of
 * {@code tools/execute} is what the tool says in structure, or else its content. Confined to its shard.
 */
final class EnvelopeAdapter {
    private static final String REVISION = "envelope";
    private static final RequestId NO_ID = new RequestId(RawJson.NULL);

    private final Desk desk;

    EnvelopeAdapter(Desk desk) {
        this.desk = desk;
    }

    /** Whether a body is an envelope and not JSON-RPC. */
    static boolean isEnvelope(RawObject body) {
        return "request".equals(body.text("type")) && !body.has("jsonrpc");
    }

    Future<Answer> handle(Exchange exchange, RawObject body) {
        RequestId id = RpcParser.idOf(body);
        exchange.answerAs(Wire.ENVELOPE, id);
        String wanted = Objects.requireNonNullElse(body.text("method"), "");
        Method method = switch (wanted) {
            case "tools/execute" -> Method.TOOLS_CALL;
            case "tools/list" -> Method.TOOLS_LIST;
            case "ping" -> Method.PING;
            default -> null;
        };
        Inquiry inquiry =
                new Inquiry(exchange, exchange.id(), Wire.ENVELOPE, id == null ? NO_ID : id, method, REVISION);
        return desk.answer(inquiry, () -> method == null ? notServed() : serve(inquiry, method, body));
    }

    private Future<Answer> serve(Inquiry inquiry, Method method, RawObject body) {
        return switch (method) {
            case TOOLS_CALL -> execute(inquiry, body);
            case TOOLS_LIST ->
                desk.work(
                        inquiry,
                        () -> ok(
                                inquiry,
                                desk.listings().whole(inquiry.exchange().principal())));
            default -> ok(inquiry, RawJson.EMPTY_OBJECT);
        };
    }

    private Future<Answer> execute(Inquiry inquiry, RawObject body) {
        RawObject params = body.child("params").orElse(null);
        if (params == null) {
            throw Refusal.of(RefusalCode.INVALID_PARAMS, "\"params\" must be an object with \"name\" and \"input\".")
                    .with("field", "params")
                    .asException();
        }
        String name = Params.name(params);
        RawJson input = Params.object(params, "input");
        desk.cancelWhenGone(inquiry);
        return desk.dispatcher()
                .admit(
                        inquiry,
                        desk.routing().tool(name, input),
                        null,
                        desk.callers().envelope(inquiry.exchange()),
                        Answers.NONE)
                .compose(desk.dispatcher()::submit)
                .map(outcome -> encode(inquiry, outcome));
    }

    private Answer encode(Inquiry inquiry, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed completed ->
                completed.failed()
                        ? desk.refuse(inquiry, toolFailed(completed.result()))
                        : Answer.ok(response(inquiry, essence(completed.result())));
            case Outcome.InputRequired ignored ->
                desk.refuse(
                        inquiry,
                        Refusal.of(
                                RefusalCode.MISSING_CAPABILITY,
                                "The tool asks its caller for input, which this envelope cannot carry."));
            case Outcome.Failed failed ->
                desk.refuse(inquiry, Refusal.of(RefusalCode.PROVIDER_FAILED, failed.message()));
            case Outcome.Detached ignored -> throw new IllegalStateException("an envelope has no tasks");
            case Outcome.Refused refused -> desk.refuse(inquiry, refused.refusal());
        };
    }

    /** {@code structuredContent} when the tool gave one, otherwise {@code content}, otherwise the whole result. */
    private static RawJson essence(RawJson result) {
        RawObject object = scan(result);
        RawJson structured = object.get("structuredContent");
        RawJson content = object.get("content");
        if (structured != null) {
            return structured;
        }
        return content != null ? content : result;
    }

    private static Refusal toolFailed(RawJson result) {
        String text = null;
        RawJson content = scan(result).get("content");
        if (content != null) {
            text = content.tree().path(0).path("text").textValue();
        }
        return Refusal.of(RefusalCode.TOOL_FAILED, text == null ? RefusalCode.TOOL_FAILED.meaning() : text);
    }

    private static RawObject scan(RawJson result) {
        try {
            return RawObject.scan(result);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a provider's result is not a JSON object", e);
        }
    }

    private static Future<Answer> ok(Inquiry inquiry, RawJson result) {
        return Future.succeededFuture(Answer.ok(response(inquiry, result)));
    }

    private static Buffer response(Inquiry inquiry, RawJson result) {
        RawJson id = inquiry.rpcId().raw();
        Buffer out = Buffer.buffer(48 + id.length() + result.length()).appendString("{\"type\":\"response\",\"id\":");
        id.appendTo(out).appendString(",\"result\":");
        return result.appendTo(out).appendByte((byte) '}');
    }

    private static Future<Answer> notServed() {
        return Future.failedFuture(
                Refusal.of(RefusalCode.METHOD_NOT_FOUND, "The envelope serves tools/execute, tools/list and ping.")
                        .asException());
    }
}
