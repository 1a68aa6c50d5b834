package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Credentials;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Verdict;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Asks the identity check of its shard who sends a request. Fails closed. */
final class Authenticator {
    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(10_000);
    private static final String SCHEME = "Bearer ";

    private final Vertx vertx;
    private final String address;
    private final boolean open;
    private final FreshTokens fresh;
    private final Future<Principal> everybody = Future.succeededFuture(Principal.unauthenticated());

    /** @param open whether nobody has to prove anything */
    Authenticator(Vertx vertx, int shard, boolean open, FreshTokens fresh) {
        this.vertx = vertx;
        this.address = Addresses.identity(shard);
        this.open = open;
        this.fresh = fresh;
    }

    /**
     * Who sends this.
     *
     * @return fails with a RefusedException with AUTH_REQUIRED, INVALID_TOKEN or RATE_LIMIT_EXCEEDED, or with another
     *     exception when the check itself is not there
     */
    Future<Principal> principal(HttpExchange exchange) {
        if (open) {
            return everybody;
        }
        String token = bearer(HeaderNames.whole(exchange.request().headers(), HttpHeaders.AUTHORIZATION));
        if (token == null) {
            return Future.failedFuture(Refusal.of(RefusalCode.AUTH_REQUIRED).asException());
        }
        Principal known = fresh.find(token);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return vertx.eventBus()
                .<Verdict>request(address, new Credentials(token, exchange.address()), OPTIONS)
                .map(reply -> switch (reply.body()) {
                    case Verdict.Verified verified -> {
                        fresh.accepted(token, verified.principal());
                        yield verified.principal();
                    }
                    case Verdict.Rejected rejected -> throw rejected.refusal().asException();
                });
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = authorization.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : token;
    }
}
