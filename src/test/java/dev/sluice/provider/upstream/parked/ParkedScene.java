package dev.sluice.provider.upstream.parked;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import dev.sluice.provider.MeterUsers;
import dev.sluice.provider.upstream.Asked;
import dev.sluice.provider.upstream.LegacyWork;
import dev.sluice.provider.upstream.wire.SessionMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Parked calls without an upstream: a test is the server, the callers and the clock. */
final class ParkedScene {
    static final Duration DIALOGUE = Duration.ofMinutes(10);
    static final String NAME = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    final ParkedTimers time = new ParkedTimers();
    final ParkedCalls calls;

    ParkedScene(int maxParked) {
        calls = new ParkedCalls(
                ParkedCalls.Bounds.of(maxParked, 10, DIALOGUE),
                time,
                time,
                new SessionMeters("up", new SimpleMeterRegistry(), new MeterUsers()));
    }

    /** One call and its upstream. */
    final class Running implements ParkedCall.Upstream {
        final List<String> told = new ArrayList<>();
        final ParkedCall call;
        final LegacyWork first;
        final Future<Outcome> outcome;
        int over;
        private int questions;

        Running(Asked asked) {
            first = new LegacyWork(asked);
            call = new ParkedCall(calls, this, first.call().caller().capabilities(), first.call());
            outcome = call.begin(first);
        }

        void ask() {
            ask("elicitation/create", "{\"message\":\"Name?\",\"requestedSchema\":{}}");
        }

        void ask(String method, String params) {
            call.asked((RpcMessage.Request) RpcParser.message(RpcParser.object(RawJson.of("{\"jsonrpc\":\"2.0\",\"id\":"
                    + ++questions + ",\"method\":\"" + method + "\",\"params\":" + params + "}"))));
        }

        void finish(String result) {
            call.finished(Future.succeededFuture(new Outcome.Completed(RawJson.of(result), false)));
        }

        @Override
        public void answer(RequestId question, RawJson result) {
            told.add(question + "=" + result);
        }

        @Override
        public void refuse(RequestId question, int code, String message) {
            told.add(question + "!" + code);
        }

        @Override
        public void cancel(String reason) {
            told.add("cancel");
        }

        @Override
        public void over() {
            over++;
        }
    }

    /** A retry, wherever it is led. */
    Future<Outcome> retry(LegacyWork work) {
        ParkedState state = ParkedState.of(work.call().answers().state());
        ParkedCall call = state == null ? null : calls.find(work.call(), state);
        return call == null || state == null
                ? Future.succeededFuture(ParkedCalls.gone())
                : call.resume(work, state.round());
    }

    void quiet() {
        time.pass(ParkedCalls.Bounds.QUIET);
    }
}
