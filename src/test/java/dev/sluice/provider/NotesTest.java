package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.CallRequest;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Note;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageProducer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a call lets its caller know before its outcome. */
@Tag("R-201")
class NotesTest {
    private static final RawJson TOKEN = RawJson.of("\"t\"");
    private static final Note END = new Note.Release(new CallId("n1.0", Long.MAX_VALUE));

    private final ScriptedProvider provider =
            new ScriptedProvider("scripted", ToolSpec.of("act", "Act", "Does something."));
    private final Rig rig = Rig.onOneLoop(TestConfig.defaults(), provider);
    /** One event loop, as an edge has it. */
    private final Context loop = rig.vertx.getOrCreateContext();
    /** Notes, and the outcome as it reached the caller, in the order in which they arrived on one event loop. */
    private final List<Object> arrived = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        Promise<Void> listening = Promise.promise();
        loop.runOnContext(ignored -> rig.vertx
                .eventBus()
                .<Note>localConsumer(Addresses.notes(0), message -> arrived.add(message.body()))
                .completion()
                .onComplete(listening));
        Rig.await(listening.future());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void reportsProgressThatGrows() {
        Call call = run(caller(TOKEN, null), dialogue -> {
            dialogue.progress(0, 100, null);
            dialogue.progress(50, 100, "half");
            dialogue.progress(50, 100, "half again");
            dialogue.progress(10, 100, null);
            dialogue.progress(Double.NaN, 100, null);
            dialogue.progress(99.5, Double.NaN, null);
        });

        assertThat(notes())
                .containsExactly(
                        new Note.Progress(call.id(), RawJson.of("{\"progress\":0,\"total\":100}")),
                        new Note.Progress(
                                call.id(), RawJson.of("{\"progress\":50,\"total\":100,\"message\":\"half\"}")),
                        new Note.Progress(call.id(), RawJson.of("{\"progress\":99.5}")));
        assertThat(rig.counted("mcp.notes.sent", "kind", "progress")).isEqualTo(3);
    }

    @Test
    void tellsNothingToACallerThatDoesNotWantToKnow() {
        run(caller(null, null), dialogue -> {
            dialogue.progress(1, 2, null);
            dialogue.log(LogLevel.EMERGENCY, null, RawJson.of("1"));
            dialogue.release();
        });

        assertThat(notes()).isEmpty();
    }

    @Test
    void logsFromTheLevelThatTheCallerAskedFor() {
        Call call = run(caller(null, LogLevel.WARNING), dialogue -> {
            dialogue.log(LogLevel.NOTICE, "tool", RawJson.of("\"no\""));
            dialogue.log(LogLevel.WARNING, "tool \"x\"", RawJson.of("{\"n\":1.0}"));
            dialogue.log(LogLevel.ERROR, null, RawJson.of("\"bad\""));
        });

        assertThat(notes())
                .containsExactly(
                        new Note.Log(
                                call.id(),
                                LogLevel.WARNING,
                                RawJson.of(
                                        "{\"level\":\"warning\",\"logger\":\"tool \\\"x\\\"\",\"data\":{\"n\":1.0}}")),
                        new Note.Log(call.id(), LogLevel.ERROR, RawJson.of("{\"level\":\"error\",\"data\":\"bad\"}")));
    }

    @Test
    void releasesAClientOf20251125Once() {
        Caller polling = new Caller("127.0.0.1", Revision.V2025_11_25, ClientCapabilities.NONE, null, null, null, null);

        Call call = run(polling, dialogue -> {
            dialogue.release();
            dialogue.release();
        });

        assertThat(notes()).containsExactly(new Note.Release(call.id()));
    }

    @Test
    void keepsTheOrderOfAForeignThreadAndArrivesBeforeTheOutcome() {
        provider.script = request -> provider.host().blocking(() -> {
            IntStream.rangeClosed(1, 200).forEach(i -> request.dialogue().progress(i, 200, null));
            return ToolResult.text("done");
        });
        Call call = rig.call(rig.tool("act"), caller(TOKEN, null), Answers.NONE);

        byReference(call);
        await().until(() -> arrived.size() == 201);

        assertThat(arrived).hasSize(201).last().isInstanceOf(Outcome.Completed.class);
        assertThat(arrived.subList(0, 200))
                .isEqualTo(IntStream.rangeClosed(1, 200)
                        .mapToObj(
                                i -> new Note.Progress(call.id(), RawJson.of("{\"progress\":" + i + ",\"total\":200}")))
                        .toList());
    }

    @Test
    void isNotOvertakenByAnOutcomeThatComesAtOnce() {
        provider.script = request -> {
            request.dialogue().progress(1, 2, null);
            request.dialogue().progress(2, 2, null);
            return Future.succeededFuture(ToolResult.text("done"));
        };

        byReference(rig.call(rig.tool("act"), caller(TOKEN, null), Answers.NONE));

        await().until(() -> arrived.size() == 3);
        assertThat(arrived).last().isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void isNotOvertakenByAnOutcomeThatComesLater() {
        Promise<Reply> reply = Promise.promise();
        provider.script = request -> {
            rig.vertx.runOnContext(ignored -> {
                request.dialogue().progress(1, 2, null);
                reply.complete(ToolResult.error("no"));
            });
            return reply.future();
        };

        byReference(rig.call(rig.tool("act"), caller(TOKEN, null), Answers.NONE));

        await().until(() -> arrived.size() == 2);
        assertThat(arrived).last().isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void tellsNothingAfterTheReply() {
        AtomicReference<@Nullable Dialogue> kept = new AtomicReference<>();
        provider.script = request -> {
            kept.set(request.dialogue());
            return Future.succeededFuture(ToolResult.text("done"));
        };
        rig.run(rig.call(rig.tool("act"), caller(TOKEN, LogLevel.DEBUG), Answers.NONE));

        Dialogue late = Objects.requireNonNull(kept.get());
        late.progress(1, 2, null);
        late.log(LogLevel.ERROR, null, RawJson.of("1"));
        Call next = run(caller(TOKEN, null), dialogue -> dialogue.progress(7, 8, null));

        assertThat(notes()).containsExactly(new Note.Progress(next.id(), RawJson.of("{\"progress\":7,\"total\":8}")));
    }

    @Test
    void keepsToTheBoundsOfNumberAndSize() {
        run(caller(TOKEN, LogLevel.DEBUG), dialogue -> {
            dialogue.log(LogLevel.INFO, null, RawJson.string("x".repeat(16 * 1024)));
            IntStream.range(0, 1_005).forEach(i -> dialogue.progress(i, 2_000, null));
        });

        assertThat(notes()).hasSize(1_000);
        assertThat(rig.counted("mcp.notes.dropped", "reason", "too_large")).isEqualTo(1);
        assertThat(rig.counted("mcp.notes.dropped", "reason", "too_many")).isEqualTo(5);
    }

    /** As the stages of a shard do it: the outcome comes back without a message. */
    private void byReference(Call call) {
        MessageProducer<CallRequest> stage = rig.vertx.eventBus().sender(Addresses.provider("scripted", 0));
        loop.runOnContext(
                ignored -> new CallRequest(call, (outcome, failure) -> arrived.add(Objects.requireNonNull(outcome)))
                        .sendBy(stage));
    }

    private Call run(Caller caller, Consumer<Dialogue> script) {
        provider.script = request -> {
            script.accept(request.dialogue());
            return Future.succeededFuture(ToolResult.text("done"));
        };
        Call call = rig.call(rig.tool("act"), caller, Answers.NONE);
        assertThat(rig.run(call)).isInstanceOf(Outcome.Completed.class);
        return call;
    }

    /** All that came; a last message of our own tells that there are no more on their way. */
    private List<Object> notes() {
        rig.vertx.eventBus().send(Addresses.notes(0), END);
        await().until(() -> arrived.contains(END));
        return arrived.stream().filter(note -> !note.equals(END)).toList();
    }

    private static Caller caller(@Nullable RawJson token, @Nullable LogLevel level) {
        return new Caller("127.0.0.1", Revision.LATEST, ClientCapabilities.NONE, null, token, level, null);
    }
}
