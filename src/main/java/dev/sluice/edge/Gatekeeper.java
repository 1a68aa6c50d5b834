package dev.sluice.edge;

import dev.sluice.bus.Limits;
import dev.sluice.bus.Published;
import dev.sluice.bus.Serving;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Says whether new work is taken: not while the node drains, and not above a caller's limit. Thread-safe. */
final class Gatekeeper {
    private static final Future<Optional<Refusal>> PASSES = Future.succeededFuture(Optional.empty());
    private static final Duration ANOTHER_NODE = Duration.ofSeconds(1);

    private final Limits limits;
    private final Published<Serving> serving;

    Gatekeeper(Limits limits, Published<Serving> serving) {
        this.limits = limits;
        this.serving = serving;
    }

    boolean isDraining() {
        return serving.get() == Serving.DRAINING;
    }

    static Refusal draining() {
        return Refusal.of(RefusalCode.DRAINING).retryAfter(ANOTHER_NODE);
    }

    /** Counts one request of an address. */
    Optional<Refusal> address(Exchange exchange) {
        Limits.Standing standing = limits.countAddress(exchange.address());
        exchange.standing(standing);
        return standing.allowed() ? Optional.empty() : Optional.of(exceeded(standing));
    }

    /**
     * Counts one request for work.
     *
     * @param server the endpoint
     * @param tool the tool, empty when the work is not a call
     * @return completes with why it is refused, empty when it is not; does not fail unless the limits do
     */
    Future<Optional<Refusal>> caller(Exchange exchange, String server, String tool) {
        Future<Limits.Standing> counted = limits.countCaller(exchange.principal(), server, tool);
        if (counted.succeeded() && counted.result().allowed()) {
            exchange.standing(counted.result());
            return PASSES;
        }
        return counted.map(standing -> {
            exchange.standing(standing);
            return standing.allowed() ? Optional.empty() : Optional.of(exceeded(standing));
        });
    }

    private static Refusal exceeded(Limits.Standing standing) {
        return Refusal.of(
                        RefusalCode.RATE_LIMIT_EXCEEDED,
                        "More than " + standing.limit() + " requests in "
                                + standing.window().toSeconds() + " seconds.")
                .with("limit", standing.limit())
                .with("scope", standing.scope())
                .retryAfter(standing.reset());
    }
}
