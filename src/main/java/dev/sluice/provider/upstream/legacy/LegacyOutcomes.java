package dev.sluice.provider.upstream.legacy;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.Revision;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.NotSentException;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.message.LegacyJson;
import dev.sluice.provider.upstream.message.Outcomes;
import dev.sluice.provider.upstream.message.UpstreamErrorException;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What responses of legacy revisions, and their absence, mean to a call. Thread-safe. */
final class LegacyOutcomes {
    private static final Duration BUSY_FOR = Duration.ofSeconds(1);

    private LegacyOutcomes() {}

    /**
     * The outcome of a call; a failure when the response makes no sense.
     *
     * @param mayAsk whether the upstream may ask callers something
     */
    static Future<Outcome> of(Call call, RpcMessage.Response response, boolean mayAsk) {
        RawJson result = response.result();
        if (result == null) {
            return error(call, LegacyJson.object(response.error()), mayAsk);
        }
        RawObject object = LegacyJson.object(result);
        if (object == null) {
            return nonsense("The result is not an object.");
        }
        return Future.succeededFuture(Outcomes.completed(call, object));
    }

    private static Future<Outcome> error(Call call, @Nullable RawObject error, boolean mayAsk) {
        if (error == null) {
            return nonsense("The error is not an object.");
        }
        Outcome pages = mayAsk && UpstreamErrorException.codeOf(error) == LegacyPages.REQUIRED
                ? LegacyPages.ask(call, error.get("data"))
                : null;
        return Future.succeededFuture(
                pages != null
                        ? pages
                        : Outcomes.failed(
                                call, error, call.caller().capabilities().in(Revision.LATEST_LEGACY)));
    }

    /** What a call comes to that got no response. */
    static Future<Outcome> of(Upstream upstream, Call call, Throwable cause) {
        if (cause instanceof RefusedException refused) {
            return Future.succeededFuture(new Outcome.Refused(refused.refusal()));
        }
        WireException wire = wire(cause);
        return switch (wire.kind()) {
            case NOT_SENT, SESSION_GONE, NOT_SPOKEN ->
                Future.failedFuture(new NotSentException("The call was not sent: " + wire.getMessage(), wire));
            case BUSY ->
                Future.succeededFuture(
                        Outcomes.busy(upstream.name(), wire.retryAfter().orElse(BUSY_FOR)));
            case TOO_LARGE -> Future.succeededFuture(Outcomes.tooLarge(call, upstream.maxResult()));
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

    private static Future<Outcome> nonsense(String message) {
        return Future.failedFuture(new WireException(WireException.Kind.NONSENSE, message));
    }
}
