package dev.sluice.provider.upstream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcWriter;
import dev.sluice.provider.upstream.process.Nursery;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R-301")
@Tag("R-308")
class PipeWireTest {
    private static final HangWatch.Patience PATIENCE = new HangWatch.Patience(Duration.ofMillis(200), 3);
    private static final HangWatch.Patience LONG_PATIENCE = new HangWatch.Patience(Duration.ofSeconds(10), 3);
    private static final String PONG = "{\"jsonrpc\":\"2.0\",\"id\":\"sluice-alive\",\"result\":{}}";

    @TempDir
    Path directory;

    private final Nursery nursery = new Nursery();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        nursery.close();
    }

    @Test
    void carriesMessagesBothWaysWithoutOrigins() throws Exception {
        PipeWire wire = open("while read -r line; do printf '%s\\n' \"$line\"; done");

        send(wire, 7);

        await().untilAsserted(() -> assertThat(heard)
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\",\"params\":{}} from nowhere"));
        assertThat(wire.tellsOrigins()).isFalse();
        nursery.await(wire::close);
        assertThat(heard).last().isEqualTo("closed");
    }

    @Test
    void theEndOfTheProcessIsTheEndOfTheWireAndWhatComesLaterIsSurelyNotSent() throws Exception {
        PipeWire wire = open("read -r line; exit 4");

        send(wire, 1);

        await().untilAsserted(() -> assertThat(heard).containsExactly("closed: LOST The process exited with code 4"));
        assertThatThrownBy(() -> send(wire, 2))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(WireException.Kind.NOT_SENT));
    }

    @Test
    void oneThatCannotBeStartedIsSurelyNotSentTo() throws Exception {
        open("exit 1");
        await().until(() -> !heard.isEmpty());
        PipeWire second = new PipeWire(nursery.vertx, nursery.script("true"), PATIENCE);

        assertThatThrownBy(() -> send(second, 1))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(WireException.Kind.NOT_SENT));
    }

    @Test
    void oneThatHangsIsEndedWhenItDoesNotEvenAnswerThatItIsThere() throws Exception {
        PipeWire wire = open("trap '' TERM; while :; do sleep 1; done");
        send(wire, 1);

        forget(wire);

        await().untilAsserted(() -> assertThat(heard)
                .containsExactly(
                        "closed: LOST The process was ended: it said nothing for a long time although it was asked"));
    }

    @Test
    void oneThatIsOnlySlowIsLeftAlone() throws Exception {
        // given a server that answers nothing but the question whether it is there
        Path asked = Files.createFile(directory.resolve("asked"));
        PipeWire wire = open(
                "while read -r line; do case \"$line\" in *alive*) echo asked >> " + asked + "; echo '" + PONG
                        + "';; *last*) echo '{\"jsonrpc\":\"2.0\",\"method\":\"here\"}';; esac; done",
                LONG_PATIENCE);
        send(wire, 1);

        // when it is asked more often than it may leave unanswered
        await().until(() -> {
            forget(wire);
            return Files.readAllLines(asked).size() > LONG_PATIENCE.questions();
        });
        nursery.await(() -> wire.send(new Wire.Outgoing(
                null, OptionalLong.empty(), null, RpcWriter.notification("last", RawJson.EMPTY_OBJECT))));

        // then it has not been ended, and its answers to that are not passed on
        await().untilAsserted(() ->
                assertThat(heard).containsExactly("{\"jsonrpc\":\"2.0\",\"method\":\"here\"} from nowhere"));
    }

    private PipeWire open(String script) throws Exception {
        return open(script, PATIENCE);
    }

    private PipeWire open(String script, HangWatch.Patience patience) throws Exception {
        PipeWire wire = new PipeWire(nursery.vertx, nursery.script(script), patience);
        nursery.await(() -> wire.open(new Ears()));
        return wire;
    }

    private void send(PipeWire wire, long id) throws Exception {
        nursery.await(() -> wire.send(new Wire.Outgoing(
                "tools/list",
                OptionalLong.of(id),
                null,
                RpcWriter.request(RawJson.of(Long.toString(id)), "tools/list", RawJson.EMPTY_OBJECT))));
    }

    private void forget(PipeWire wire) throws Exception {
        nursery.await(() -> {
            wire.forget(1);
            return Future.succeededFuture();
        });
    }

    private final class Ears implements Wire.Listener {
        @Override
        public void message(RpcMessage message, OptionalLong origin) {
            heard.add(message.raw().raw() + (origin.isEmpty() ? " from nowhere" : ""));
        }

        @Override
        public void unanswered(long id, Throwable cause) {
            heard.add("unanswered");
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            heard.add(
                    cause instanceof WireException wire
                            ? "closed: " + wire.kind() + ' ' + wire.getMessage()
                            : "closed");
        }
    }
}
