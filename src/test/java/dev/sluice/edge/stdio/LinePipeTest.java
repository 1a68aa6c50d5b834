package dev.sluice.edge.stdio;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.mcp.RawJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-204")
class LinePipeTest {
    private static final int BOUND = 1_000;
    private static final String PROGRESS = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}";
    private static final String CHANGED =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":{}}";
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final PipedOutputStream toPipe = new PipedOutputStream();
    private final PipedInputStream fromPipe = new PipedInputStream(1);
    private LinePipe pipe;

    @BeforeEach
    void open() throws IOException {
        PipedInputStream in = new PipedInputStream(toPipe, 64);
        pipe = pipe(in, new PipedOutputStream(fromPipe));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, SECONDS);
    }

    private LinePipe pipe(PipedInputStream in, OutputStream out) {
        LinePipe made = new LinePipe(
                new StandardStreams(in, out), new LinePipe.Bounds(100, BOUND), context, meters, new LinePipe.Client() {
                    @Override
                    public void line(RawJson line) {
                        heard.add(line.toString());
                    }

                    @Override
                    public void tooLong() {
                        heard.add("too long");
                    }

                    @Override
                    public void ended() {
                        heard.add("ended");
                    }

                    @Override
                    public void gone() {
                        heard.add("gone");
                    }
                });
        made.start();
        return made;
    }

    @Test
    void linesComeInInOrderAndTheEndLast() throws Exception {
        write("{\"a\":1}\n\n" + "x".repeat(101) + "\n{\"b\":2}");
        toPipe.close();

        await().until(() -> heard.contains("ended"));
        assertThat(heard).containsExactly("{\"a\":1}", "too long", "{\"b\":2}", "ended");
    }

    @Test
    void aMessageIsOneLineWhateverItsSpelling() throws Exception {
        send("{\"a\":\r\n[1,\n2]}");

        assertThat(reader().readLine()).isEqualTo("{\"a\":  [1, 2]}");
    }

    @Test
    void whatNobodyReadsPausesReadingUntilHalfOfItIsGone() throws Exception {
        // given
        for (int i = 0; i < 60; i++) {
            send(ANSWER);
        }
        assertThat(waiting()).isGreaterThan(BOUND);

        // when
        write("1\n");
        await().until(() -> heard.contains("1"));
        write("2\n");

        // then
        await().until(() -> counted("mcp.stdio.pauses") == 1);
        assertThat(heard).containsExactly("1");
        BufferedReader reader = reader();
        for (int i = 0; i < 60; i++) {
            assertThat(reader.readLine()).isEqualTo(ANSWER);
        }
        await().until(() -> heard.contains("2"));
        assertThat(waiting()).isLessThan(BOUND);
    }

    @Test
    void aboveTheBoundOnlyWhatCanBeMissedIsDropped() throws Exception {
        for (int i = 0; i < 60; i++) {
            send(ANSWER);
        }
        send(PROGRESS);
        send(CHANGED);
        send(CHANGED);
        send(ANSWER.replace("1", "2"));

        assertThat(counted("mcp.stdio.dropped")).isEqualTo(2);
        BufferedReader reader = reader();
        for (int i = 0; i < 60; i++) {
            reader.readLine();
        }
        assertThat(reader.readLine()).isEqualTo(CHANGED);
        assertThat(reader.readLine()).isEqualTo(ANSWER.replace("1", "2"));
        await().until(() -> waiting() == 0);
        send(PROGRESS);
        assertThat(reader.readLine()).isEqualTo(PROGRESS);
    }

    @Test
    void closingWritesWhatIsLeft() throws Exception {
        send(ANSWER);
        send(ANSWER);
        var closed = onLoop(() -> pipe.close());

        BufferedReader reader = reader();
        assertThat(reader.readLine()).isEqualTo(ANSWER);
        assertThat(reader.readLine()).isEqualTo(ANSWER);
        closed.await(30, SECONDS);
    }

    @Test
    void aReaderThatIsGoneIsNoticedAtTheNextMessage() throws Exception {
        fromPipe.close();

        send(ANSWER);

        await().until(() -> heard.contains("gone"));
        onLoop(() -> pipe.close()).await(30, SECONDS);
        assertThat(waiting()).isZero();
    }

    private void send(String message) throws Exception {
        onLoop(() -> {
            pipe.send(Buffer.buffer(message));
            return "";
        });
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return io.vertx.core.Future.<T>future(promise -> context.runOnContext(ignored -> {
                    try {
                        promise.complete(action.call());
                    } catch (Exception e) {
                        promise.fail(e);
                    }
                }))
                .await(30, SECONDS);
    }

    private void write(String text) throws IOException {
        toPipe.write(text.getBytes(StandardCharsets.UTF_8));
        toPipe.flush();
    }

    private BufferedReader reader() {
        return new BufferedReader(new InputStreamReader(fromPipe, StandardCharsets.UTF_8));
    }

    private double waiting() {
        return meters.get("mcp.stdio.waiting.bytes").gauge().value();
    }

    private double counted(String name) {
        return meters.get(name).counter().count();
    }
}
