package dev.sluice.provider;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;

/** One call on its way through a {@link Backend}. Notes may come from any thread; all else is on the event loop of the shard. */
public interface Work {
    /** The call: target, arguments, {@code _meta}, caller, answers so far. */
    Call call();

    /** When the answer is no longer wanted; the tighter of the call's deadline and the target's time limit. */
    Deadline deadline();

    /** Completes when nobody wants the answer any more, a timeout included; otherwise never. */
    Future<Void> cancelled();

    /**
     * Passes progress on. Nothing happens unless the caller asked for it; what does not grow, and what comes after the
     * outcome, is dropped.
     *
     * @param params the params of {@code notifications/progress}; {@code progressToken} in it is left out
     */
    void progress(RawJson params);

    /**
     * Passes a log message on. Nothing happens below the level that the caller asked for, or when it did not ask.
     *
     * @param params the params of {@code notifications/message}
     */
    void log(LogLevel level, RawJson params);

    /**
     * The caller need not hold its connection while this goes on, as the one to the provider was not held either. A client of
     * 2025-11-25 is told to come back for the result (polling); for all others nothing happens.
     */
    default void release() {}
}
