package dev.sluice.provider.upstream.parked;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Whoever waits for the outcome of a call's round, one at a time and sometimes nobody. Confined to the home loop. */
public final class ParkedWaiter {
    private @Nullable Work work;
    private Promise<Outcome> outcome = Promise.promise();

    ParkedWaiter() {}

    /** Somebody waits from now on, instead of nobody. Completes with what they are told. */
    Future<Outcome> attach(Work waits) {
        work = waits;
        outcome = Promise.promise();
        return outcome.future();
    }

    /** Whether it is this one who waits. */
    boolean is(Work other) {
        return other.equals(work);
    }

    /** The round that is waited for; null when nobody waits. */
    @Nullable
    Call call() {
        Work now = work;
        return now == null ? null : now.call();
    }

    /** Nobody waits any more, and who did hears no more notes; they are still to be told, if there were any. */
    Promise<Outcome> detach() {
        work = null;
        return outcome;
    }

    /** Who waited, if anybody, is told that it was given up. */
    void cutOff() {
        detach().tryComplete(new Outcome.Refused(Refusal.of(RefusalCode.CANCELLED)));
    }

    /** The upstream tells how far it is. */
    public void progress(RawJson params) {
        Work now = work;
        if (now != null) {
            now.progress(params);
        }
    }

    /** The upstream logs something. */
    public void log(LogLevel level, RawJson params) {
        Work now = work;
        if (now != null) {
            now.log(level, params);
        }
    }

    /** The upstream has let go of the stream, and so may who waits. */
    public void released() {
        Work now = work;
        if (now != null) {
            now.release();
        }
    }
}
