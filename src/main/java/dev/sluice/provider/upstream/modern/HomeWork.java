package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.Work;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/**
 * A call of a shard while it is on the home loop of its upstream. Made on the loop of the shard; what it hears there it hears
 * again at home.
 */
final class HomeWork implements Work {
    private final Work work;
    private final Call call;
    private final Deadline deadline;
    private final Promise<Void> cancelled = Promise.promise();

    private HomeWork(Work work, Context home) {
        this.work = work;
        this.call = work.call();
        this.deadline = work.deadline();
        work.cancelled().onSuccess(ignored -> home.runOnContext(at -> cancelled.tryComplete()));
    }

    /**
     * Takes a call home. Called on the loop of its shard.
     *
     * @return completes on the home loop
     */
    static Future<Outcome> run(Work work, Context home, Function<Work, Future<Outcome>> runner) {
        HomeWork taken = new HomeWork(work, home);
        Promise<Outcome> promise = Promise.promise();
        home.runOnContext(ignored -> runner.apply(taken).onComplete(promise));
        return promise.future();
    }

    @Override
    public Call call() {
        return call;
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public Future<Void> cancelled() {
        return cancelled.future();
    }

    @Override
    public void progress(RawJson params) {
        work.progress(params);
    }

    @Override
    public void log(LogLevel level, RawJson params) {
        work.log(level, params);
    }

    @Override
    public void release() {
        work.release();
    }
}
