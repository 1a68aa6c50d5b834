package dev.sluice.bus;

import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;

/**
 * Something a running call lets its caller know before its outcome. Sent to {@link Addresses#notes} of the shard that the
 * call started in, in order and before the outcome; dropped when nobody listens.
 */
public sealed interface Note {
    CallId call();

    /**
     * Progress.
     *
     * @param params the params of {@code notifications/progress} without {@code progressToken}
     */
    record Progress(CallId call, RawJson params) implements Note {}

    /**
     * A log message.
     *
     * @param level how grave it is
     * @param params the params of {@code notifications/message}
     */
    record Log(CallId call, LogLevel level, RawJson params) implements Note {}

    /** The caller need not hold its connection while the call goes on (polling, 2025-11-25, SEP-1699). */
    record Release(CallId call) implements Note {}
}
