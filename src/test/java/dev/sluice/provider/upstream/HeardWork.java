package dev.sluice.provider.upstream;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A round of a call, and what its caller hears meanwhile. */
class HeardWork implements Work {
    final List<String> progress = new CopyOnWriteArrayList<>();
    final List<String> logs = new CopyOnWriteArrayList<>();
    final Promise<Void> cancelled = Promise.promise();
    private final Call call;
    private final Deadline deadline;

    HeardWork(Call call, Deadline deadline) {
        this.call = call;
        this.deadline = deadline;
    }

    /** Its caller goes away. */
    void cancel() {
        cancelled.tryComplete();
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
        progress.add(params.toString());
    }

    @Override
    public void log(LogLevel level, RawJson params) {
        logs.add(level.wire() + ' ' + params);
    }
}
