package dev.sluice.provider.upstream;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.Revision;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.NotSentException;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What responses of legacy revisions, and their absence, mean to a call. Thread-safe. */
final class LegacyOutcomes {
    private static final int MAX_MESSAGE = 512;
    private static final int RESOURCE_NOT_FOUND = -32002;
    private static final int INVALID_PARAMS = -32602;
    private static final int INTERNAL_ERROR = -32603;
    private static final int FIRST_RESERVED = -32768;
    private static final int LAST_RESERVED = -32000;
    private static final Duration BUSY_FOR = Duration.ofSeconds(1);

    private LegacyOutcomes() {}

    /** The outcome of a call; a failure when the response makes no sense. */
    static Future<Outcome> of(Call call, RpcMessage.Response response) {
        RawJson result = response.result();
        if (result == null) {
            return error(call, LegacyJson.object(response.error()));
        }
        RawObject object = LegacyJson.object(result);
        if (object == null) {
            return nonsense("The result is not an object.");
        }
        boolean failed = call.target() instanceof ToolEntry && LegacyJson.isTrue(object.get("isError"));
        return Future.succeededFuture(new Outcome.Completed(result, failed));
    }

    private static Future<Outcome> error(Call call, @Nullable RawObject error) {
        Long code = error == null ? null : LegacyJson.number(error.get("code"));
        if (error == null || code == null || code != code.intValue()) {
            return nonsense("The error has no code.");
        }
        boolean invalid = code == INVALID_PARAMS;
        if (call.target() instanceof ResourceTarget resource && (invalid || code == RESOURCE_NOT_FOUND)) {
            return refused(Refusal.of(RefusalCode.RESOURCE_NOT_FOUND).with("uri", resource.uri()));
        }
        if (code == LegacyPages.REQUIRED) {
            Outcome asks = LegacyPages.ask(call, error.get("data"));
            if (asks != null) {
                return Future.succeededFuture(asks);
            }
        }
        boolean own = code < FIRST_RESERVED || code > LAST_RESERVED;
        String message = bounded(error.text("message"));
        return Future.succeededFuture(
                new Outcome.Failed(own || invalid ? code.intValue() : INTERNAL_ERROR, message, error.get("data")));
    }

    /** What a call comes to that got no response. */
    static Future<Outcome> of(Throwable cause) {
        if (cause instanceof RefusedException refused) {
            return refused(refused.refusal());
        }
        WireException wire = wire(cause);
        return switch (wire.kind()) {
            case NOT_SENT, SESSION_GONE, NOT_SPOKEN ->
                Future.failedFuture(new NotSentException("The call was not sent: " + wire.getMessage(), wire));
            case BUSY ->
                refused(Refusal.of(RefusalCode.QUEUE_FULL, "The server of this tool is busy.")
                        .retryAfter(wire.retryAfter().orElse(BUSY_FOR)));
            case UNAUTHORIZED, NONSENSE, LOST -> Future.failedFuture(wire);
        };
    }

    static WireException wire(Throwable cause) {
        return cause instanceof WireException wire
                ? wire
                : new WireException(WireException.Kind.LOST, "The connection was lost.");
    }

    /** The newest legacy revision in the {@code data.supported} of an error, null when there is none. */
    static @Nullable Revision supported(@Nullable RawJson error) {
        RawObject object = LegacyJson.object(error);
        RawObject data = object == null ? null : LegacyJson.object(object.get("data"));
        if (data == null) {
            return null;
        }
        Revision newest = null;
        for (Revision revision : Revision.values()) {
            if (!revision.isModern() && LegacyJson.holds(data.get("supported"), revision.wire())) {
                newest = revision;
            }
        }
        return newest;
    }

    static String bounded(@Nullable String message) {
        if (message == null || message.isBlank()) {
            return "The server failed.";
        }
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + '…';
    }

    private static Future<Outcome> refused(Refusal refusal) {
        return Future.succeededFuture(new Outcome.Refused(refusal));
    }

    private static Future<Outcome> nonsense(String message) {
        return Future.failedFuture(new WireException(WireException.Kind.NONSENSE, message));
    }
}
