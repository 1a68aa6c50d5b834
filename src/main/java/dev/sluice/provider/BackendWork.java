package dev.sluice.provider;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;

/** A running call as a backend sees it. */
record BackendWork(RunningCall running) implements Work {
    @Override
    public Call call() {
        return running.call;
    }

    @Override
    public Deadline deadline() {
        return running.deadline;
    }

    @Override
    public Future<Void> cancelled() {
        return running.cancelled.future();
    }

    @Override
    public void progress(RawJson params) {
        running.dialogue.relayProgress(params);
    }

    @Override
    public void log(LogLevel level, RawJson params) {
        running.dialogue.relayLog(level, params);
    }

    @Override
    public void release() {
        running.dialogue.release();
    }
}
