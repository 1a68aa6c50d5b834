package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.upstream.wire.WireException;

/** A request that waits for its response. Told on the home loop: one of {@link #answered} and {@link #failed}, once. */
interface LegacyExchange {
    void answered(RpcMessage.Response response);

    /** There will be no response. */
    void failed(WireException cause);

    /** Whether somebody stands behind it who can be asked, and told. */
    default boolean isCall() {
        return false;
    }

    /** Whose it is, where somebody stands behind it. */
    default String caller() {
        return "";
    }

    /** The server asks something while it works on it; for calls. */
    default void asked(RpcMessage.Request question) {}

    /** The server does not want an answer any more, perhaps not of this one. */
    default void withdrawn(RequestId question) {}

    default void progress(RawJson params) {}

    default void log(LogLevel level, RawJson params) {}

    /** The server has let go of its stream and wants to be asked again for what follows. */
    default void released() {}
}
