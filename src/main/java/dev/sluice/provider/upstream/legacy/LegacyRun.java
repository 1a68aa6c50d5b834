package dev.sluice.provider.upstream.legacy;

import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.Work;
import dev.sluice.provider.upstream.parked.ParkedCall;
import dev.sluice.provider.upstream.parked.ParkedCalls;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries one call to a session and what comes back to the call. When the server does not know the session any more, the
 * call has done nothing there and is sent once more, in a new one. Confined to the home loop of its upstream.
 */
final class LegacyRun implements LegacyExchange, ParkedCall.Upstream {
    private final LegacyContext context;
    private final Function<BooleanSupplier, Future<LegacyLease>> sessions;
    private final Call request;
    private final ParkedCall call;
    private @Nullable LegacyLease lease;
    private long id;
    private boolean again;
    private int notes;

    /**
     * @param sessions lends one, given whether it is not wanted any more
     * @param profile what the servers of these sessions are told that their client can do
     */
    LegacyRun(
            LegacyContext context,
            ParkedCalls parked,
            Function<BooleanSupplier, Future<LegacyLease>> sessions,
            ClientCapabilities profile,
            Call request) {
        this.context = context;
        this.sessions = sessions;
        this.request = request;
        this.call = new ParkedCall(parked, this, profile, request);
    }

    /** Runs the first round. */
    Future<Outcome> begin(Work work) {
        Future<Outcome> outcome = call.begin(work);
        attempt();
        return outcome;
    }

    ParkedCall call() {
        return call;
    }

    private void attempt() {
        sessions.apply(call::hasEnded).onComplete((lent, failure) -> {
            if (failure != null) {
                call.finished(LegacyOutcomes.of(context.upstream(), request, failure));
            } else if (call.hasEnded()) {
                lent.release().run();
            } else {
                lease = lent;
                LegacySession session = lent.session();
                session.want(request.caller().logLevel()).onComplete(done -> send(lent));
            }
        });
    }

    private void send(LegacyLease lent) {
        if (lent.equals(lease)) {
            LegacySession session = lent.session();
            id = session.send(
                    this,
                    request.target().method().wire(),
                    LegacyText.nameOf(request.target()),
                    number -> LegacyText.call(number, request, session.facts().revision()));
        }
    }

    @Override
    public String caller() {
        return request.principal().key();
    }

    @Override
    public boolean isCall() {
        return !(request.target() instanceof CompletionTarget);
    }

    @Override
    public void answered(RpcMessage.Response response) {
        id = 0;
        call.finished(LegacyOutcomes.of(request, response, context.config().questions()));
    }

    @Override
    public void failed(WireException cause) {
        id = 0;
        if (cause.kind() == WireException.Kind.SESSION_GONE && !again && !call.hasEnded()) {
            again = true;
            giveBack();
            context.meters().renewed();
            attempt();
        } else {
            call.finished(LegacyOutcomes.of(context.upstream(), request, cause));
        }
    }

    @Override
    public void asked(RpcMessage.Request question) {
        call.asked(question);
    }

    @Override
    public void withdrawn(RequestId question) {
        call.withdrawn(question);
    }

    @Override
    public void progress(RawJson params) {
        if (hears()) {
            call.waiter().progress(params);
        }
    }

    @Override
    public void log(LogLevel level, RawJson params) {
        if (hears()) {
            call.waiter().log(level, params);
        }
    }

    private boolean hears() {
        if (++notes <= Wire.MAX_NOTES) {
            return true;
        }
        cancel("It sends too many notes.");
        call.finished(LegacyOutcomes.of(
                context.upstream(), request, new WireException(WireException.Kind.NONSENSE, Wire.FLOOD)));
        return false;
    }

    @Override
    public void released() {
        call.waiter().released();
    }

    @Override
    public void answer(RequestId question, RawJson result) {
        LegacyLease held = lease;
        if (held != null) {
            held.session().telling().answer(question, result).onFailure(this::lost);
        }
    }

    @Override
    public void refuse(RequestId question, int code, String message) {
        LegacyLease held = lease;
        if (held != null) {
            held.session().telling().refuse(question, code, message).onFailure(this::lost);
        }
    }

    /** The server waits for an answer that it will never get. */
    private void lost(Throwable cause) {
        LegacyLease held = lease;
        if (held != null && id > 0) {
            held.session().cancel(id, "An answer could not be sent.");
            id = 0;
        }
        call.finished(Future.failedFuture(new WireException(WireException.Kind.LOST, "An answer could not be sent.")));
    }

    @Override
    public void cancel(String reason) {
        LegacyLease held = lease;
        if (held != null && id > 0) {
            held.session().cancel(id, reason);
            held.doubt().run();
            id = 0;
        }
    }

    @Override
    public void over() {
        giveBack();
    }

    private void giveBack() {
        LegacyLease held = lease;
        lease = null;
        if (held != null) {
            held.release().run();
        }
    }
}
