package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.bus.Limits;
import dev.sluice.bus.Principal;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to the protocol endpoint on its way through the edge, and what has been learnt of it so far.
 * Confined to the event loop of its shard.
 */
final class Exchange {
    private final HttpServerRequest request;
    private final CallId id;
    private final String requestId;
    private final String address;
    private final long startedNanos;
    private final @Nullable String protocolVersion;

    private Wire wire;
    private @Nullable RequestId rpcId;
    private Limits.Standing standing = Limits.Standing.UNLIMITED;
    private Principal principal = Principal.unauthenticated();
    private boolean bodyRead;
    private boolean reading;
    private boolean gone;
    private boolean finished;
    private @Nullable Consumer<Exchange> onGone;

    Exchange(HttpServerRequest request, CallId id, String requestId, String address) {
        this.request = request;
        this.id = id;
        this.requestId = requestId;
        this.address = address;
        this.startedNanos = System.nanoTime();
        this.protocolVersion = HeaderNames.whole(request.headers(), HeaderNames.MCP_PROTOCOL_VERSION);
        this.wire = Wire.of(protocolVersion);
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    CallId id() {
        return id;
    }

    String requestId() {
        return requestId;
    }

    String address() {
        return address;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** The {@code MCP-Protocol-Version} header. */
    @Nullable
    String protocolVersion() {
        return protocolVersion;
    }

    /** The shape of an answer, as far as it can be told yet. */
    Wire wire() {
        return wire;
    }

    /** The id to answer under, null as long as it has not been read. */
    @Nullable
    RequestId rpcId() {
        return rpcId;
    }

    void answerAs(Wire shape, @Nullable RequestId answerId) {
        this.wire = shape;
        this.rpcId = answerId;
    }

    /** The tightest limit seen on the way. */
    Limits.Standing standing() {
        return standing;
    }

    void standing(Limits.Standing seen) {
        this.standing = standing.tighter(seen);
    }

    Principal principal() {
        return principal;
    }

    void principal(Principal verified) {
        this.principal = verified;
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

    /** What to do when the client goes away before it has its answer; only the last one given counts. */
    void onGone(Consumer<Exchange> action) {
        this.onGone = action;
    }

    /** Whether the client went away. */
    boolean isGone() {
        return gone;
    }

    /** Whether this is the first time that the exchange ends. */
    boolean finish() {
        boolean first = !finished;
        finished = true;
        return first;
    }

    /** The client went away before it had its answer. */
    void leave() {
        if (!gone) {
            gone = true;
            if (onGone != null) {
                onGone.accept(this);
            }
        }
    }
}
