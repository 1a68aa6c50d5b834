package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RpcParser;
import dev.sluice.provider.upstream.message.UpstreamErrorException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream answered to one request; one of the two is there.
 *
 * @param result the result, its first level looked at
 * @param error the error, likewise
 */
public record RpcAnswer(
        @Nullable RawObject result, @Nullable RawObject error) {

    /**
     * The answer that a message is; null when it is something else, or answers another request.
     *
     * @param message a message as {@link RpcParser#object} reads it
     * @param id the request's id
     */
    public static @Nullable RpcAnswer of(RawObject message, RawJson id) {
        RawJson told = message.get("id");
        RawObject error = message.child("error").orElse(null);
        if (error != null && error.has("code") && (told == null || told.isNull() || told.equals(id))) {
            return new RpcAnswer(null, error);
        }
        RawObject result = message.child("result").orElse(null);
        return result != null && told != null && id.equals(told) ? new RpcAnswer(result, null) : null;
    }

    /** The error that the body of a refused request is, null when it is none. */
    static @Nullable RpcAnswer ofRefusal(RawJson body, RawJson id) {
        try {
            return of(RpcParser.object(body), id);
        } catch (RefusedException e) {
            return null;
        }
    }

    /** The result, or the error as a failure. */
    public Future<RawObject> asResult() {
        if (result != null) {
            return Future.succeededFuture(result);
        }
        return Future.failedFuture(
                error == null
                        ? new WireException(WireException.Kind.NONSENSE, "The upstream answered with nothing.")
                        : new UpstreamErrorException(error));
    }
}
