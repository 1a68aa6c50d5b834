package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskSupport;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call asks its caller, ends, and goes on with the answers. */
@Tag("R-202")
class DialogueTest {
    private static final String NAME_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}";
    private static final Question.Form NAME = new Question.Form("What is your name?", RawJson.of(NAME_SCHEMA));
    private static final Caller WITH_ALL =
            Rig.able(Capability.FORM, Capability.URL, Capability.SAMPLING, Capability.ROOTS);

    private final ScriptedProvider provider = new ScriptedProvider(
                    "scripted",
                    ToolSpec.of("act", "Act", "Does something."),
                    ToolSpec.of("long", "Long", "Takes long.").tasks(TaskSupport.OPTIONAL))
            .starting(host -> host.prompts(List.of(PromptSpec.of("ask", "Ask", "Asks."))));
    private final Rig rig = new Rig(TestConfig.defaults(), provider);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void asksAndGoesOnWithTheAnswer() {
        provider.script = DialogueTest::greet;

        assertThat(run(WITH_ALL, Answers.NONE))
                .isEqualTo(new Outcome.InputRequired(
                        RawJson.of("{\"name\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\","
                                + "\"message\":\"What is your name?\",\"requestedSchema\":" + NAME_SCHEMA + "}}}"),
                        null));
        assertThat(answered("{\"action\":\"accept\",\"content\":{\"name\":\"Ann\",\"more\":1}}"))
                .isEqualTo(text("Hello, Ann! {\"name\":\"Ann\"}"));
        assertThat(answered("{\"action\":\"decline\"}")).isEqualTo(text("Never mind: DECLINE"));
        assertThat(rig.counted("mcp.tools.executed", "tool", "act", "outcome", "asked"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345",
                "null",
                "[]",
                "{}",
                "{\"action\":\"accept\"}",
                "{\"action\":\"perhaps\",\"content\":{\"name\":\"Ann\"}}",
                "{\"action\":\"accept\",\"content\":{\"name\":7}}",
                "{\"action\":\"accept\",\"content\":{\"name\":null}}",
                "{\"action\":\"accept\",\"content\":[]}"
            })
    void asksAgainWhenTheAnswerDoesNotFit(String answer) {
        provider.script = DialogueTest::greet;

        assertThat(answered(answer)).isInstanceOf(Outcome.InputRequired.class);
    }

    @Test
    void putsAllQuestionsOfARoundAndKeepsTheAnswersThatAreThere() {
        provider.script = request -> {
            Dialogue dialogue = request.dialogue();
            Optional<Answer.Filled> name = dialogue.ask("name", NAME);
            Optional<Answer.Opened> page =
                    dialogue.ask("page", new Question.Url("Log in.", URI.create("https://example.com/a?b=c")));
            Optional<Answer.Sampled> model = dialogue.ask("model", Question.Sample.of("Capital of \"France\"?", 100));
            Optional<Answer.RootList> roots = dialogue.ask("roots", new Question.Roots());
            return Future.succeededFuture(
                    name.isEmpty() || page.isEmpty() || model.isEmpty() || roots.isEmpty()
                            ? dialogue.waiting()
                            : ToolResult.text(name.get().text("name")
                                    + page.get().action()
                                    + model.get().text()
                                    + roots.get().roots()));
        };

        assertThat(asked(run(WITH_ALL, Answers.NONE).inputRequests()))
                .isEqualTo("{\"name\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"message\":"
                        + "\"What is your name?\",\"requestedSchema\":" + NAME_SCHEMA + "}},"
                        + "\"page\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":"
                        + "\"Log in.\",\"url\":\"https://example.com/a?b=c\"}},"
                        + "\"model\":{\"method\":\"sampling/createMessage\",\"params\":{\"messages\":[{\"role\":"
                        + "\"user\",\"content\":{\"type\":\"text\",\"text\":\"Capital of \\\"France\\\"?\"}}],"
                        + "\"maxTokens\":100}},\"roots\":{\"method\":\"roots/list\"}}");
        Map<String, RawJson> some = Map.of(
                "name", RawJson.of("{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}"),
                "page", RawJson.of("{\"action\":\"accept\"}"),
                "other", RawJson.of("{}"));
        assertThat(asked(run(WITH_ALL, Answers.NONE.next(some, null)).inputRequests()))
                .startsWith("{\"model\":")
                .contains("\"roots\":")
                .doesNotContain("elicitation");
        Map<String, RawJson> rest = Map.of(
                "model", RawJson.of("{\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"Paris\"}}"),
                "roots", RawJson.of("{\"roots\":[{\"uri\":\"file:///a\",\"name\":\"A\"}]}"));
        assertThat(rig.run(rig.call(
                        rig.tool("act"), WITH_ALL, Answers.NONE.next(some, null).next(rest, null))))
                .isEqualTo(text("AnnACCEPTParis[Root[uri=file:///a, name=A]]"));
    }

    @Test
    void bringsBackWhatWasToBeRemembered() {
        provider.script = request -> Future.succeededFuture(request.dialogue()
                .state()
                .<Reply>map(state -> ToolResult.text("remembered " + state))
                .orElseGet(() -> {
                    request.dialogue().ask("name", NAME);
                    return request.dialogue().waiting().remembering(RawJson.of("{\"n\":1.0}"));
                }));

        Outcome.InputRequired asked = run(WITH_ALL, Answers.NONE);

        assertThat(asked.state()).isEqualTo(RawJson.of("{\"n\":1.0}"));
        assertThat(rig.run(rig.call(rig.tool("act"), WITH_ALL, Answers.NONE.next(Map.of(), asked.state()))))
                .isEqualTo(text("remembered {\"n\":1.0}"));
    }

    @Test
    void maySayThatTheCallerIsToComeBackLater() {
        provider.script = request -> Future.succeededFuture(new Ask(Map.of(), null));

        assertThat(run(WITH_ALL, Answers.NONE)).isEqualTo(new Outcome.InputRequired(null, null));
    }

    @Test
    void refusesACallerThatCannotAnswerAndSaysWhatItLacks() {
        provider.script = request -> {
            Dialogue dialogue = request.dialogue();
            dialogue.ask("name", NAME);
            dialogue.ask("model", new Question.Sample(RawJson.of("{\"messages\":[],\"maxTokens\":1,\"tools\":[]}")));
            return Future.succeededFuture(dialogue.waiting());
        };

        Refusal refusal = refused(rig.run(rig.call(rig.tool("act"), Rig.able(Capability.URL), Answers.NONE)));

        assertThat(refusal.code()).isEqualTo(RefusalCode.MISSING_CAPABILITY);
        assertThat(refusal.details())
                .containsEntry(
                        "requiredCapabilities",
                        Map.of("elicitation", Map.of("form", Map.of()), "sampling", Map.of("tools", Map.of())));
        assertThat(rig.providers.circuits()).containsEntry("scripted", "closed");
    }

    @Test
    void letsAProviderAskOnlyForWhatTheCallerCan() {
        provider.script = request -> Future.succeededFuture(ToolResult.text(request.dialogue()
                        .can(Capability.FORM) + " " + request.dialogue().can(Capability.ROOTS)));

        assertThat(rig.run(rig.call(rig.tool("act"), Rig.able(Capability.FORM), Answers.NONE)))
                .isEqualTo(text("true false"));
    }

    static Stream<Function<ToolRequest, Reply>> senselessQuestions() {
        return Stream.of(
                request -> {
                    request.dialogue().ask("bad key", NAME);
                    return ToolResult.text("not reached");
                },
                request -> new Ask(Map.of("", NAME), null),
                request -> new Ask(Map.of("k", new Question.Form("?", RawJson.of("{}"))), null),
                request -> new Ask(Map.of("k", new Question.Sample(RawJson.of("[]"))), null),
                request -> new Ask(Map.of(), RawJson.of('"' + "x".repeat(Ask.MAX_STATE) + '"')),
                request -> new Ask(Map.of(), RawJson.of("{")));
    }

    @ParameterizedTest
    @MethodSource("senselessQuestions")
    void takesItForTheProvidersFaultWhenAQuestionMakesNoSense(Function<ToolRequest, Reply> script) {
        provider.script = request -> Future.succeededFuture(script.apply(request));

        assertThat(refused(rig.run(rig.call(rig.tool("act"), WITH_ALL, Answers.NONE)))
                        .code())
                .isEqualTo(RefusalCode.TOOL_FAILED);
    }

    @Test
    void asksForAPromptAsWell() {
        provider.prompts = request -> {
            Optional<Answer.Filled> name = request.dialogue().ask("name", NAME);
            return Future.succeededFuture(
                    name.isEmpty()
                            ? request.dialogue().waiting()
                            : PromptResult.ofUser(
                                    Content.text("I am " + name.get().text("name"))));
        };

        assertThat(rig.run(rig.call(rig.prompt("ask"), WITH_ALL, Answers.NONE)))
                .isInstanceOf(Outcome.InputRequired.class);
        Answers answers = Answers.NONE.next(
                Map.of("name", RawJson.of("{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}")), null);
        assertThat(rig.run(rig.call(rig.prompt("ask"), WITH_ALL, answers)).toString())
                .contains("I am Ann");
    }

    @Test
    @Tag("R-206")
    void goesOnAsATaskWhereCallerAndToolAllowIt() {
        provider.script = request -> Future.succeededFuture(
                request.dialogue().inTask()
                        ? ToolResult.text("done at last")
                        : new Detach(Duration.ofMinutes(1), Duration.ofSeconds(2)));

        assertThat(rig.run(rig.call(rig.tool("long"), WITH_ALL, Answers.TASK_AVAILABLE)))
                .isEqualTo(new Outcome.Detached(Duration.ofMinutes(1), Duration.ofSeconds(2)));
        assertThat(rig.run(rig.call(rig.tool("long"), WITH_ALL, Answers.TASK_AVAILABLE.inTask())))
                .isEqualTo(text("done at last"));
        assertThat(rig.counted("mcp.tools.executed", "tool", "long", "outcome", "detached"))
                .isEqualTo(1);
    }

    @Test
    @Tag("R-206")
    void givesATaskTheTimeThatItIsKeptForAndAllOthersTheirTimeLimit() {
        provider.script = request -> Future.succeededFuture(
                ToolResult.text("until " + request.deadline().epochMillis()));
        Call plain = keptForADay(rig.call(rig.tool("long"), WITH_ALL, Answers.TASK_AVAILABLE));
        Call task = keptForADay(rig.call(rig.tool("long"), WITH_ALL, Answers.TASK_AVAILABLE.inTask()));

        assertThat(rig.run(plain)).isNotEqualTo(text("until " + plain.deadline().epochMillis()));
        assertThat(rig.run(task)).isEqualTo(text("until " + task.deadline().epochMillis()));
    }

    @Test
    @Tag("R-206")
    void takesItForTheProvidersFaultWhenItMayNotDetach() {
        provider.script = request -> Future.succeededFuture(
                request.dialogue().mayDetach() ? ToolResult.text("may") : Detach.keptFor(Duration.ofMinutes(1)));

        assertThat(refused(rig.run(rig.call(rig.tool("long"), WITH_ALL, Answers.NONE)))
                        .code())
                .isEqualTo(RefusalCode.TOOL_FAILED);
        assertThat(refused(rig.run(rig.call(rig.tool("act"), WITH_ALL, Answers.TASK_AVAILABLE)))
                        .code())
                .isEqualTo(RefusalCode.TOOL_FAILED);
        assertThat(refused(rig.run(rig.call(rig.tool("long"), WITH_ALL, Answers.TASK_AVAILABLE.inTask())))
                        .code())
                .isEqualTo(RefusalCode.TOOL_FAILED);
    }

    private static Call keptForADay(Call call) {
        return new Call(
                call.id(),
                call.target(),
                call.arguments(),
                call.meta(),
                call.principal(),
                call.caller(),
                call.answers(),
                new Deadline(call.deadline().epochMillis() + 86_400_000));
    }

    private static Future<Reply> greet(ToolRequest request) {
        Optional<Answer.Filled> name = request.dialogue().ask("name", NAME);
        return Future.succeededFuture(name.<Reply>map(filled -> filled.accepted()
                        ? ToolResult.text("Hello, " + filled.text("name") + "! " + filled.content())
                        : ToolResult.text("Never mind: " + filled.action()))
                .orElseGet(request.dialogue()::waiting));
    }

    private Outcome.InputRequired run(Caller caller, Answers answers) {
        return assertThat(rig.run(rig.call(rig.tool("act"), caller, answers)))
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.InputRequired.class))
                .actual();
    }

    private Outcome answered(String answer) {
        return rig.run(
                rig.call(rig.tool("act"), WITH_ALL, Answers.NONE.next(Map.of("name", RawJson.of(answer)), null)));
    }

    private static String asked(@Nullable RawJson inputRequests) {
        return String.valueOf(inputRequests);
    }

    private static Outcome text(String text) {
        return new Outcome.Completed(ToolResult.text(text).json(), false);
    }

    private static Refusal refused(Outcome outcome) {
        return assertThat(outcome)
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Refused.class))
                .actual()
                .refusal();
    }
}
