package dev.sluice.edge;

import dev.sluice.edge.session.Session;
import dev.sluice.mcp.EraHeaders;
import dev.sluice.mcp.EraLadder;
import dev.sluice.mcp.EraVerdict;
import dev.sluice.mcp.HeaderText;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.Revision;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rung 8 of the ladder: an array of messages, which only 2025-03-26 has. Every element is judged and counted on its
 * own; the batch as a whole is refused when it is none. Confined to its shard.
 */
final class LegacyBatch {
    /** Messages in one batch. */
    static final int MAX = 20;

    private final LegacyAdapter legacy;
    private final RefusalAnswer refusals;
    private final CallIds ids;

    LegacyBatch(LegacyAdapter legacy, RefusalAnswer refusals, CallIds ids) {
        this.legacy = legacy;
        this.refusals = refusals;
        this.ids = ids;
    }

    /** One element: a message, or what is wrong with it. */
    private record Element(
            @Nullable RawObject object,
            @Nullable RpcMessage message,
            @Nullable Refusal refusal) {}

    /** Serves a batch; throws a RefusedException when it is refused as a whole. */
    Future<Answer> handle(Exchange exchange, RawJson body, EraHeaders headers) {
        Session session = legacy.session(exchange);
        boolean allowed = session != null
                ? session.revision() == Revision.V2025_03_26
                : headers.protocolVersion() == null
                        || HeaderText.trim(headers.protocolVersion()).equals(Revision.V2025_03_26.wire());
        List<Element> elements =
                RpcParser.batch(body, MAX).stream().map(LegacyBatch::read).toList();
        if (!allowed || elements.isEmpty() || elements.stream().anyMatch(LegacyBatch::isModern)) {
            throw invalid("A batch is not served here; send one message in each request.");
        }
        List<Future<Answer>> answers = new ArrayList<>(elements.size());
        for (Element element : elements) {
            Future<Answer> answer = serve(exchange, session, element);
            if (answer != null) {
                answers.add(answer);
            }
        }
        return Future.join(answers).map(ignored -> joined(answers));
    }

    private static Element read(RawJson json) {
        RawObject object = null;
        try {
            object = RpcParser.object(json);
            return new Element(object, RpcParser.message(object), null);
        } catch (RefusedException e) {
            return new Element(object, null, e.refusal());
        }
    }

    private static boolean isModern(Element element) {
        return element.message() != null && EraLadder.claims(element.message());
    }

    private @Nullable Future<Answer> serve(Exchange exchange, @Nullable Session session, Element element) {
        RpcMessage message = element.message();
        if (message == null) {
            Refusal refusal = element.refusal() == null ? Refusal.of(RefusalCode.INVALID_REQUEST) : element.refusal();
            return Future.succeededFuture(refusals.atTheGate(
                    refusal,
                    Wire.LEGACY_NULL_ID,
                    element.object() == null ? null : RpcParser.idOf(element.object()),
                    exchange.requestId()));
        }
        if (!(message instanceof RpcMessage.Request request)) {
            legacy.notified(session, message);
            return null;
        }
        Method method = Method.of(request.method());
        if (method == Method.INITIALIZE) {
            return refused(
                    exchange, request, invalid("initialize must come alone.").refusal());
        }
        if (session == null && LegacyAdapter.needsSession(new EraVerdict.Legacy(request, method))) {
            return refused(
                    exchange,
                    request,
                    invalid("The Mcp-Session-Id header is missing.").refusal());
        }
        Inquiry inquiry = new Inquiry(
                exchange, ids.next(), Wire.LEGACY_NULL_ID, request.id(), method, Revision.V2025_03_26.wire());
        return legacy.serve(inquiry, session, request);
    }

    private Future<Answer> refused(Exchange exchange, RpcMessage.Request request, Refusal refusal) {
        return Future.succeededFuture(
                refusals.atTheGate(refusal, Wire.LEGACY_NULL_ID, request.id(), exchange.requestId()));
    }

    private static Answer joined(List<Future<Answer>> answers) {
        if (answers.isEmpty()) {
            return Answer.ACCEPTED;
        }
        Buffer out = Buffer.buffer("[");
        for (Future<Answer> answer : answers) {
            Buffer body = answer.result().body();
            if (body != null) {
                if (out.length() > 1) {
                    out.appendByte((byte) ',');
                }
                out.appendBuffer(body);
            }
        }
        return Answer.ok(out.appendByte((byte) ']'));
    }

    private static RefusedException invalid(String message) {
        return Refusal.of(RefusalCode.INVALID_REQUEST, message).asException();
    }
}
