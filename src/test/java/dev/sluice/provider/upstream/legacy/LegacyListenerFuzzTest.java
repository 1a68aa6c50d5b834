package dev.sluice.provider.upstream.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import dev.sluice.provider.MeterUsers;
import dev.sluice.provider.upstream.LegacyRig;
import dev.sluice.provider.upstream.wire.SessionMeters;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireException;
import dev.sluice.provider.upstream.wire.WireFactory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a server sends, a session goes on, and each of its questions is answered or taken by a call. */
@Tag("R-302")
class LegacyListenerFuzzTest {
    private final LegacyRig rig = new LegacyRig();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Sends into nothing, and remembers how often. */
    private static final class Nowhere implements Wire {
        final List<Outgoing> sent = new ArrayList<>();

        @Override
        public Future<Void> open(Listener listener) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> send(Outgoing message) {
            sent.add(message);
            return Future.succeededFuture();
        }

        @Override
        public void agreed(String revision) {}

        @Override
        public void forget(long id) {}

        @Override
        public boolean tellsOrigins() {
            return false;
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    private static final class Asked implements LegacyExchange {
        int questions;
        int ends;

        @Override
        public boolean isCall() {
            return true;
        }

        @Override
        public void answered(RpcMessage.Response response) {
            ends++;
        }

        @Override
        public void failed(WireException cause) {
            ends++;
        }

        @Override
        public void asked(RpcMessage.Request question) {
            questions++;
        }

        @Override
        public void withdrawn(RequestId question) {}

        @Override
        public void progress(RawJson params) {
            assertThat(params.isObject()).isTrue();
        }

        @Override
        public void log(LogLevel level, RawJson params) {
            assertThat(params.isObject()).isTrue();
        }
    }

    @Test
    void aSessionGoesOnWhateverTheServerSends() throws InterruptedException {
        LegacyContext context = context();
        Fuzz.check(draw -> {
            Nowhere wire = new Nowhere();
            LegacySession session = new LegacySession(context, wire, ClientCapabilities.NONE, (gone, cause) -> {});
            Asked call = new Asked();
            session.send(call, "tools/call", "t", id -> Buffer.buffer());
            int before = wire.sent.size();
            int asked = 0;
            for (int i = 0; i < 20; i++) {
                RpcMessage message = message(draw);
                if (message != null) {
                    asked += message instanceof RpcMessage.Request ? 1 : 0;
                    OptionalLong origin = draw.oneIn(2) ? OptionalLong.empty() : OptionalLong.of(draw.below(3));
                    new LegacyListener(session).message(message, origin);
                }
            }
            assertThat(wire.sent.size() - before + call.questions).isEqualTo(asked);
            session.closed(new WireException(WireException.Kind.LOST, "over"));
            assertThat(call.ends).isOne();
        });
    }

    private LegacyContext context() {
        return new LegacyContext(
                rig.upstream(),
                new WireFactory() {
                    @Override
                    public Wire create(boolean listens, SessionMeters meters) {
                        return new Nowhere();
                    }

                    @Override
                    public String transport() {
                        return "nowhere";
                    }
                },
                new SessionMeters("up", rig.meters(), new MeterUsers()));
    }

    private static @Nullable RpcMessage message(Draw draw) {
        String id = draw.any("", "", "\"id\":1,", "\"id\":\"1\",", "\"id\":" + draw.below(4) + ",");
        String method = draw.any(
                "notifications/progress",
                "notifications/message",
                "notifications/cancelled",
                "notifications/tools/list_changed",
                "elicitation/create",
                "sampling/createMessage",
                "roots/list",
                "ping",
                draw.word(9));
        String params = draw.any(
                draw.object(3),
                "{\"progressToken\":" + draw.any("1", "\"1\"", "1.0", "99999999999999999999") + ",\"progress\":1}",
                "{\"level\":\"info\",\"data\":" + draw.json(2) + "}",
                "{\"requestId\":" + draw.json(1) + "}");
        String text = draw.any(
                "{\"jsonrpc\":\"2.0\"," + id + "\"method\":\"" + method + "\",\"params\":" + params + "}",
                "{\"jsonrpc\":\"2.0\"," + id + "\"result\":" + draw.json(2) + "}",
                "{\"jsonrpc\":\"2.0\"," + id + "\"error\":" + draw.json(2) + "}");
        try {
            return RpcParser.message(RpcParser.object(RawJson.of(text)));
        } catch (RefusedException e) {
            return null;
        }
    }
}
