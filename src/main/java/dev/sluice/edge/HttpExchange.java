package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** One HTTP request to the protocol endpoint. Confined to the event loop of its shard. */
final class HttpExchange extends Exchange implements Outlet {
    private final HttpServerRequest request;
    private boolean bodyRead;
    private boolean reading;

    HttpExchange(HttpServerRequest request, CallId id, String requestId, String address) {
        super(id, requestId, address, HeaderNames.whole(request.headers(), HeaderNames.MCP_PROTOCOL_VERSION));
        this.request = request;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    @Override
    @Nullable
    String header(CharSequence name) {
        return HeaderNames.whole(request.headers(), name);
    }

    @Override
    Outlet outlet() {
        return this;
    }

    @Override
    public void send(Buffer message) {
        // Event streams come with the room of streams.
    }

    @Override
    public void release() {
        // Event streams come with the room of streams.
    }

    /** Whether somebody takes in the body. */
    boolean isReading() {
        return reading;
    }

    void reading() {
        this.reading = true;
    }

    boolean bodyRead() {
        return bodyRead;
    }

    RawJson bodyRead(RawJson body) {
        this.bodyRead = true;
        return body;
    }
}
