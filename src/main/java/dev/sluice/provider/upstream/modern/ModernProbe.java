package dev.sluice.provider.upstream.modern;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawObject;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.message.Outcomes;
import dev.sluice.provider.upstream.message.RpcCodes;
import dev.sluice.provider.upstream.message.UpstreamErrorException;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks an upstream whether it speaks in the modern era. Confined to the home loop. */
final class ModernProbe {
    /** Whoever does not answer within this time does not understand the question. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Upstream upstream;
    private final ModernLink link;
    private final ModernMessages messages;
    private final String revision;

    ModernProbe(Upstream upstream, ModernLink link, ModernMessages messages, String revision) {
        this.upstream = upstream;
        this.link = link;
        this.messages = messages;
        this.revision = revision;
    }

    /**
     * Asks.
     *
     * @return completes with what the upstream says of itself, its revision perhaps another than was offered; fails with an
     *     {@link OtherRevisionException} when it is to be asked again, in a revision that it has named, with an {@link UnspokenException} when it
     *     does not speak so, otherwise when it cannot be reached
     */
    Future<Discovered> ask() {
        Timer limit = upstream.host().vertx().timer(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return link.own(messages.own(link.nextId(), Method.DISCOVER.wire(), null, ""), limit)
                .transform((answer, cause) -> {
                    boolean late = limit.succeeded();
                    limit.cancel();
                    return cause == null ? judge(answer) : Future.failedFuture(late ? silent() : reading(cause));
                });
    }

    private Future<Discovered> judge(RpcAnswer answer) {
        RawObject result = answer.result();
        if (result != null) {
            Discovered found = Discovered.of(revision, result);
            return found == null
                    ? Future.failedFuture(new UnspokenException("The upstream does not say which versions it speaks."))
                    : chosen(found, Discovered.choose(result.get("supportedVersions")));
        }
        UpstreamErrorException error = new UpstreamErrorException(Objects.requireNonNull(answer.error()));
        return switch (error.code()) {
            case RpcCodes.UNSUPPORTED_VERSION ->
                Future.failedFuture(Discovered.choose(Outcomes.member(error.data(), "supported"))
                        .<Throwable>map(OtherRevisionException::new)
                        .orElseGet(ModernProbe::unknown));
            case RpcCodes.HEADER_MISMATCH, RpcCodes.MISSING_CAPABILITY -> Future.failedFuture(error);
            default -> Future.failedFuture(new UnspokenException(String.valueOf(error.getMessage())));
        };
    }

    private static Future<Discovered> chosen(Discovered found, Optional<String> revision) {
        return revision.map(known -> Future.succeededFuture(
                        new Discovered(known, found.lists(), found.tells(), found.subscribe(), found.tasks())))
                .orElseGet(() -> Future.failedFuture(unknown()));
    }

    private static Throwable unknown() {
        return new UnspokenException("The upstream speaks no modern version that is known here.");
    }

    private static Throwable silent() {
        return new UnspokenException("The upstream does not answer when asked which versions it speaks.");
    }

    /** An answer that is none shows that the question was not understood; no answer shows nothing. */
    private static Throwable reading(Throwable cause) {
        boolean answered = cause instanceof WireException wire
                && (wire.kind() == WireException.Kind.NONSENSE || wire.kind() == WireException.Kind.TOO_LARGE);
        return answered ? new UnspokenException(String.valueOf(cause.getMessage())) : cause;
    }
}
