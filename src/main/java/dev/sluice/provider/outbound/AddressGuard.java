package dev.sluice.provider.outbound;

import dev.sluice.provider.NotSentException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the address at which a host of the configuration is to be connected to, or that it may not be. All addresses of a
 * name are judged, one that may not be is enough to refuse it, and what has been judged is what is connected to: a name that
 * leads elsewhere a moment later leads nowhere. Confined to one event loop.
 */
final class AddressGuard {
    /** How long what a name server said is good. */
    static final Duration FRESH = Duration.ofSeconds(30);

    static final Duration LONGEST_LOOKUP = Duration.ofSeconds(5);
    private static final Logger LOGGER = LoggerFactory.getLogger(AddressGuard.class);

    /** What came of the last look-up: addresses, or why there are none. */
    private record Judged(
            List<InetAddress> addresses, @Nullable AddressRefusedException refused, long goodUntil) {}

    private final String service;
    private final String written;
    private final AllowList allowed;
    private final NameResolver resolver;
    private final InstantSource clock;
    private final Runnable refusals;
    private @Nullable Judged judged;
    private @Nullable Future<InetAddress> asking;
    /** Moves on when an address did not answer. */
    private int preferred;

    /**
     * @param service whose host it is, for people
     * @param written the host as the configuration has it
     * @param refusals told of each refusal
     */
    AddressGuard(
            String service,
            String written,
            AllowList allowed,
            NameResolver resolver,
            InstantSource clock,
            Runnable refusals) {
        this.service = service;
        this.written = written;
        this.allowed = allowed;
        this.resolver = resolver;
        this.clock = clock;
        this.refusals = refusals;
    }

    /**
     * An address that may be connected to now.
     *
     * @return fails with an {@link AddressRefusedException}, or with a {@link NotSentException} when the name has no address
     */
    Future<InetAddress> address() {
        Judged known = judged;
        if (known != null && clock.millis() < known.goodUntil()) {
            return answer(known);
        }
        Future<InetAddress> running = asking;
        if (running != null) {
            return running;
        }
        HostName host;
        try {
            host = HostName.of(written);
        } catch (AddressRefusedException odd) {
            return answer(remember(List.of(), odd));
        }
        return host.literal()
                .map(address -> answer(judge(host, List.of(address))))
                .orElseGet(() -> ask(host));
    }

    /** Whether an address is among those that were judged last and may be connected to. */
    boolean gives(InetAddress address) {
        Judged known = judged;
        return known != null && known.addresses().contains(address);
    }

    /** An address did not answer: the next one is tried next time. */
    void failed() {
        preferred++;
    }

    private Future<InetAddress> ask(HostName host) {
        Promise<InetAddress> told = Promise.promise();
        asking = told.future();
        resolver.resolve(host.text())
                .timeout(LONGEST_LOOKUP.toMillis(), TimeUnit.MILLISECONDS)
                .map(addresses -> judge(host, addresses))
                .recover(cause -> Future.failedFuture(
                        new NotSentException("The name " + host.text() + " has no address that can be found.", cause)))
                .compose(this::answer)
                .onComplete((address, failure) -> {
                    asking = null;
                    told.complete(address, failure);
                });
        return told.future();
    }

    private Future<InetAddress> answer(Judged known) {
        if (known.refused() != null) {
            refusals.run();
            return Future.failedFuture(known.refused());
        }
        return Future.succeededFuture(
                known.addresses().get(Math.floorMod(preferred, known.addresses().size())));
    }

    private Judged judge(HostName host, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            Optional<String> special = Networks.special(address);
            if (special.isPresent() && !isAllowed(host, address)) {
                return remember(List.of(), refusal(host, address, special.get()));
            }
        }
        return remember(List.copyOf(addresses), null);
    }

    private boolean isAllowed(HostName host, InetAddress address) {
        if (host.plain() && host.literal().isPresent()) {
            return true;
        }
        return (host.isLocalhost() && address.isLoopbackAddress())
                || allowed.allows(host.text())
                || allowed.allows(address);
    }

    private AddressRefusedException refusal(HostName host, InetAddress address, String kind) {
        boolean same = host.literal().isPresent();
        return new AddressRefusedException("The host "
                + (same ? "\"" + written + "\" is " : host.text() + " leads to ")
                + address.getHostAddress() + (kind.startsWith("u") ? ", an " : ", a ") + kind
                + " address, to which the gateway does not connect. If it may, add "
                + (same ? address.getHostAddress() : host.text()) + " to outbound.allow.");
    }

    private Judged remember(List<InetAddress> addresses, @Nullable AddressRefusedException refused) {
        if (refused != null) {
            LOGGER.atWarn()
                    .addKeyValue("service", service)
                    .addKeyValue("reason", refused.getMessage())
                    .log("Outgoing address refused");
        }
        Judged known = new Judged(addresses, refused, clock.millis() + FRESH.toMillis());
        judged = known;
        return known;
    }
}
