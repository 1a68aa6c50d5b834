package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.bus.Limits;
import dev.sluice.bus.Principal;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.stream.StreamKind;
import dev.sluice.mcp.RequestId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message from a client on its way through the edge, whatever carried it, and what has been learnt of it so far.
 * Confined to the event loop of its shard.
 */
abstract class Exchange {
    private final CallId id;
    private final String requestId;
    private final String address;
    private final long startedNanos;
    private final @Nullable String protocolVersion;

    private Wire wire;
    private @Nullable RequestId rpcId;
    private Limits.Standing standing = Limits.Standing.UNLIMITED;
    private Principal principal = Principal.unauthenticated();
    private boolean gone;
    private boolean finished;
    private @Nullable Session session;
    private StreamKind streams = StreamKind.CALL;
    private @Nullable Consumer<Exchange> onGone;

    /** @param protocolVersion the revision that its carrier names, null when it names none */
    Exchange(CallId id, String requestId, String address, @Nullable String protocolVersion) {
        this.id = id;
        this.requestId = requestId;
        this.address = address;
        this.startedNanos = System.nanoTime();
        this.protocolVersion = protocolVersion;
        this.wire = Wire.of(protocolVersion);
    }

    /** A header of the message, null when it has none of this name or its carrier has no headers. */
    abstract @Nullable String header(CharSequence name);

    /** Where messages go before the answer. */
    abstract Outlet outlet();

    /** Whether its carrier has headers at all; where it has none, none is missed. */
    boolean hasHeaders() {
        return true;
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

    /** The revision that its carrier names: the {@code MCP-Protocol-Version} header. */
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

    /** The session of an old client that this message belongs to, null when it has none or it is not known yet. */
    @Nullable
    Session session() {
        return session;
    }

    void session(Session found) {
        this.session = found;
    }

    /** What the event stream is for, should the answer become one. */
    StreamKind streams() {
        return streams;
    }

    void streams(StreamKind kind) {
        this.streams = kind;
    }

    /** What to do when the client goes away before it has its answer; only the last one given counts. */
    void onGone(Consumer<Exchange> action) {
        this.onGone = action;
    }

    /** Whether the client went away. */
    boolean isGone() {
        return gone;
    }

    /** Whether the exchange has ended. */
    boolean isFinished() {
        return finished;
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
