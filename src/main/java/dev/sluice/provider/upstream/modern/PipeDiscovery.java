package dev.sluice.provider.upstream.modern;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.wire.PipeTimes;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Asks a process that has just been started whether it speaks the modern era. It may take long until it says anything, since
 * some install themselves first; a server of the legacy eras may also never say anything to this question. After some time it is
 * therefore pinged, which every server of those eras answers: who answers that and not the question does not know it.
 */
final class PipeDiscovery {
    private final Vertx vertx;
    private final PipeTimes times;

    PipeDiscovery(Vertx vertx, PipeTimes times) {
        this.vertx = vertx;
        this.times = times;
    }

    /** Completes with what it says of itself; fails with an {@link UnspokenException} whatever it does instead. */
    Future<Discovered> ask(ModernLink link, ModernMessages messages) {
        Promise<Void> enough = Promise.promise();
        long quiet = vertx.setTimer(times.quiet().toMillis(), ignored -> ping(link, messages, enough));
        long startUp = vertx.setTimer(times.startUp().toMillis(), ignored -> enough.tryComplete());
        return link.own(messages.own(link.nextId(), Method.DISCOVER.wire(), null, ""), enough.future())
                .compose(RpcAnswer::asResult)
                .compose(this::judge)
                .recover(cause -> Future.failedFuture(unspoken(cause)))
                .onComplete(ignored -> {
                    vertx.cancelTimer(quiet);
                    vertx.cancelTimer(startUp);
                });
    }

    private void ping(ModernLink link, ModernMessages messages, Promise<Void> enough) {
        link.own(messages.own(link.nextId(), Method.PING.wire(), null, ""), enough.future())
                .onSuccess(ignored -> vertx.setTimer(times.behind().toMillis(), late -> enough.tryComplete()));
    }

    private Future<Discovered> judge(RawObject result) {
        Discovered facts = Discovered.of(Revision.LATEST.wire(), result);
        boolean known = Discovered.choose(result.get("supportedVersions"))
                .filter(Revision.LATEST.wire()::equals)
                .isPresent();
        return facts != null && known
                ? Future.succeededFuture(facts)
                : Future.failedFuture("it names no revision of the modern era that is known here");
    }

    private static UnspokenException unspoken(Throwable cause) {
        return new UnspokenException("The process did not answer server/discover: " + cause.getMessage());
    }
}
