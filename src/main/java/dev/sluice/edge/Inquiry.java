package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC request (or envelope) within an exchange: how it is answered and what the record will say of it.
 * Confined to the event loop of its shard.
 */
final class Inquiry {
    private final Exchange exchange;
    private final CallId id;
    private final String requestId;
    private final Wire wire;
    private final RequestId rpcId;
    private final @Nullable Method method;
    private final String revision;
    private @Nullable String target;
    private @Nullable String provider;

    /** @param revision protocol revision, or {@code envelope} */
    Inquiry(Exchange exchange, CallId id, Wire wire, RequestId rpcId, @Nullable Method method, String revision) {
        this.exchange = exchange;
        this.id = id;
        this.requestId = id.equals(exchange.id()) ? exchange.requestId() : id.requestId();
        this.wire = wire;
        this.rpcId = rpcId;
        this.method = method;
        this.revision = revision;
    }

    Exchange exchange() {
        return exchange;
    }

    CallId id() {
        return id;
    }

    String requestId() {
        return requestId;
    }

    Wire wire() {
        return wire;
    }

    RequestId rpcId() {
        return rpcId;
    }

    /** Null for a method that MCP does not know. */
    @Nullable
    Method method() {
        return method;
    }

    String revision() {
        return revision;
    }

    /** The tool that was asked for, null when there is none. */
    @Nullable
    String target() {
        return target;
    }

    void target(String tool) {
        this.target = tool;
    }

    /** The provider it was routed to, null when it did not get that far. */
    @Nullable
    String provider() {
        return provider;
    }

    void provider(String name) {
        this.provider = name;
    }
}
