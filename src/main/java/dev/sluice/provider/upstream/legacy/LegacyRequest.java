package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** A request of the gateway's own, which waits for its response for so long and no longer. Confined to the home loop. */
final class LegacyRequest implements LegacyExchange {
    private final LegacySession session;
    private final Vertx vertx;
    private final boolean mayBeCancelled;
    private final Promise<RpcMessage.Response> promise = Promise.promise();

    /** @param mayBeCancelled whether the server may be told that its response is not wanted; not for a handshake */
    LegacyRequest(LegacySession session, Vertx vertx, boolean mayBeCancelled) {
        this.session = session;
        this.vertx = vertx;
        this.mayBeCancelled = mayBeCancelled;
    }

    Future<RpcMessage.Response> await(long id, long millis) {
        long timer = vertx.setTimer(Math.max(1, millis), ignored -> late(id));
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void late(long id) {
        if (mayBeCancelled) {
            session.cancel(id, "It takes too long.");
        } else {
            session.forget(id);
        }
        promise.tryFail(new WireException(WireException.Kind.LOST, "The server did not answer in time."));
    }

    @Override
    public void answered(RpcMessage.Response response) {
        promise.tryComplete(response);
    }

    @Override
    public void failed(WireException cause) {
        promise.tryFail(cause);
    }
}
