package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Target;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prompts, resources and completions go the way of tools. */
@Tag("R-201")
class OtherCallsTest {
    private static final PromptSpec GREET =
            PromptSpec.of("greet", "Greet", "Greets somebody.", new PromptSpec.Argument("who", "Whom to greet.", true));

    private final ScriptedProvider provider = new ScriptedProvider("scripted").starting(host -> {
        host.prompts(List.of(GREET));
        host.resources(
                List.of(ResourceSpec.of("test://one", "one", "The first.", "text/plain")),
                List.of(TemplateSpec.of("test://many/{id}", "many", "All of them.", "text/plain")));
    });
    private final Rig rig = new Rig(TestConfig.defaults(), provider);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void servesAProviderThatHasNoTools() {
        assertThat(rig.catalog.get().tools()).isEmpty();
        assertThat(rig.catalog.get().offersPrompts()).isTrue();
        assertThat(rig.catalog.get().offersResources()).isTrue();
        assertThat(rig.prompt("greet").definition())
                .isEqualTo(RawJson.of("{\"name\":\"greet\",\"title\":\"Greet\",\"description\":\"Greets somebody.\","
                        + "\"arguments\":[{\"name\":\"who\",\"description\":\"Whom to greet.\",\"required\":true}]}"));
        assertThat(rig.prompt("greet").required()).containsExactly("who");
        assertThat(rig.catalog.get().resources().getFirst().definition())
                .isEqualTo(RawJson.of("{\"uri\":\"test://one\",\"name\":\"one\",\"description\":\"The first.\","
                        + "\"mimeType\":\"text/plain\"}"));
        assertThat(rig.catalog.get().templates().getFirst().definition())
                .isEqualTo(RawJson.of("{\"uriTemplate\":\"test://many/{id}\",\"name\":\"many\","
                        + "\"description\":\"All of them.\",\"mimeType\":\"text/plain\"}"));
    }

    @Test
    void fillsAPromptWithItsArguments() {
        provider.prompts = request -> Future.succeededFuture(new PromptResult(
                "A greeting",
                List.of(
                        new PromptResult.Message(
                                PromptResult.Role.USER,
                                Content.text("Greet " + request.argument("who") + request.argument("none"))),
                        new PromptResult.Message(
                                PromptResult.Role.ASSISTANT, new Content.Image(new byte[] {1}, "image/png")))));

        Outcome outcome = rig.run(
                rig.call(rig.prompt("greet"), "{\"who\":\"\\u0041nn\"}", Rig.user("alice"), Duration.ofSeconds(5)));

        assertThat(outcome)
                .isEqualTo(new Outcome.Completed(
                        RawJson.of("{\"description\":\"A greeting\",\"messages\":[{\"role\":\"user\",\"content\":"
                                + "{\"type\":\"text\",\"text\":\"Greet Ann\"}},{\"role\":\"assistant\",\"content\":"
                                + "{\"type\":\"image\",\"data\":\"AQ==\",\"mimeType\":\"image/png\"}}]}"),
                        false));
        assertThat(rig.counted("mcp.provider.calls", "method", "prompts/get", "outcome", "ok"))
                .isEqualTo(1);
    }

    @Test
    @Tag("R-202")
    void readsAListedResourceAndSaysHowLongItKeeps() {
        provider.resources = request -> Future.succeededFuture(
                ResourceContents.bytes(request.uri(), "image/png", "png".getBytes(StandardCharsets.US_ASCII))
                        .keptFor(Duration.ofSeconds(3), true));

        assertThat(run(rig.resource("test://one")))
                .isEqualTo(new Outcome.Completed(
                        RawJson.of("{\"contents\":[{\"uri\":\"test://one\",\"mimeType\":\"image/png\","
                                + "\"blob\":\"cG5n\"}],\"ttlMs\":3000,\"cacheScope\":\"public\"}"),
                        false));
    }

    @Test
    void readsWhatFitsATemplateWithItsVariables() {
        provider.resources = request -> Future.succeededFuture(ResourceContents.text(
                request.uri(), "text/plain", request.template().orElse("none") + request.variables()));

        assertThat(run(rig.resource("test://many/a%20b")))
                .isEqualTo(new Outcome.Completed(
                        RawJson.of("{\"contents\":[{\"uri\":\"test://many/a%20b\",\"mimeType\":\"text/plain\","
                                + "\"text\":\"test://many/{id}{id=a b}\"}],\"ttlMs\":0,\"cacheScope\":\"private\"}"),
                        false));
    }

    @Test
    void completesAtMostAHundredValuesAndSaysThatThereAreMore() {
        List<String> values =
                IntStream.range(0, 101).mapToObj(Integer::toString).toList();
        provider.completions = request -> Future.succeededFuture(new Completion(values, OptionalInt.empty(), false));

        RawJson result = completed(run(completion("who")));

        assertThat(result.tree().at("/completion/values")).hasSize(100);
        assertThat(result.tree().at("/completion/hasMore").asBoolean()).isTrue();
        assertThat(result.tree().at("/completion/total").isMissingNode()).isTrue();
        assertThat(rig.counted("mcp.provider.calls", "method", "completion/complete", "outcome", "ok"))
                .isEqualTo(1);
    }

    @Test
    void givesTheProviderWhatItCompletesFor() {
        provider.completions = request -> Future.succeededFuture(Completion.of(List.of(
                request.of(),
                request.argument(),
                request.value(),
                request.known().toString())));

        assertThat(completed(run(completion("who"))))
                .isEqualTo(RawJson.of("{\"completion\":{\"values\":[\"greet\",\"who\",\"a\",\"{x=y}\"],\"total\":4,"
                        + "\"hasMore\":false}}"));
    }

    @Test
    @Tag("R-202")
    void saysWhichResourceThereIsNot() {
        provider.resources = request -> Future.failedFuture(new ResourceNotFoundException(request.uri()));

        for (int i = 0; i < 6; i++) {
            Refusal refusal = refused(run(rig.resource("test://many/7")));
            assertThat(refusal.code()).isEqualTo(RefusalCode.RESOURCE_NOT_FOUND);
            assertThat(refusal.details()).containsEntry("uri", "test://many/7");
        }

        assertThat(provider.calls).hasValue(6);
        assertThat(rig.providers.circuits()).containsEntry("scripted", "closed");
        assertThat(rig.counted("mcp.provider.calls", "method", "resources/read", "outcome", "not_found"))
                .isEqualTo(6);
    }

    @Test
    void passesOnAnErrorOfTheProvidersOwnWithoutBlame() {
        provider.prompts = request -> Future.failedFuture(
                new ProtocolErrorException(7, "Not on Sundays.", RawJson.of("{\"day\":\"Sunday\"}")));

        for (int i = 0; i < 6; i++) {
            assertThat(run(rig.prompt("greet")))
                    .isEqualTo(new Outcome.Failed(7, "Not on Sundays.", RawJson.of("{\"day\":\"Sunday\"}")));
        }

        assertThat(provider.calls).hasValue(6);
        assertThat(rig.providers.circuits()).containsEntry("scripted", "closed");
    }

    @Test
    @Tag("R-107")
    void countsFailuresOfPromptsAndResourcesAgainstTheBreaker() {
        provider.prompts = request -> Future.failedFuture("down");
        provider.resources = request -> {
            throw new IllegalStateException("jdbc://secret@host");
        };
        Refusal refusal = refused(run(rig.prompt("greet")));
        assertThat(refusal.code()).isEqualTo(RefusalCode.PROVIDER_FAILED);
        assertThat(refusal.details()).containsKey("requestId");

        refusal = refused(run(rig.resource("test://one")));

        assertThat(refusal.toString()).doesNotContain("secret");
        // Both may be asked again, so each was tried three times: the fifth failure opened the breaker.
        assertThat(rig.providers.circuits()).containsEntry("scripted", "open");
        assertThat(refused(run(completion("who"))).code()).isEqualTo(RefusalCode.CIRCUIT_OPEN);
    }

    @Test
    void takesNoReplyOfAnotherKind() {
        provider.prompts = request -> Future.succeededFuture(ToolResult.text("a tool?"));
        provider.resources = request -> Future.succeededFuture(PromptResult.ofUser());

        assertThat(refused(run(rig.prompt("greet"))).code()).isEqualTo(RefusalCode.PROVIDER_FAILED);
        assertThat(refused(run(rig.resource("test://one"))).code()).isEqualTo(RefusalCode.PROVIDER_FAILED);
    }

    @Test
    void keepsResourcesWithinTheBound() {
        provider.resources =
                request -> Future.succeededFuture(ResourceContents.bytes(request.uri(), "x/y", new byte[50 * 1024]));

        Refusal refusal = refused(run(rig.resource("test://one")));

        assertThat(refusal.code()).isEqualTo(RefusalCode.PROVIDER_FAILED);
        assertThat(refusal.details()).containsEntry("maxResultSize", 65_536L);
        assertThat(rig.counted("mcp.provider.calls", "method", "resources/read", "outcome", "too_large"))
                .isEqualTo(1);
    }

    private Outcome run(Target target) {
        Call call = rig.call(target, Rig.able(), Answers.NONE);
        return rig.run(call);
    }

    private static CompletionTarget completion(String argument) {
        return new CompletionTarget(
                CompletionTarget.Kind.PROMPT,
                "greet",
                "greet",
                argument,
                "a",
                Map.of("x", "y"),
                "scripted",
                Set.of(),
                Duration.ofSeconds(5));
    }

    private static RawJson completed(Outcome outcome) {
        return assertThat(outcome)
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Completed.class))
                .actual()
                .result();
    }

    private static Refusal refused(Outcome outcome) {
        return assertThat(outcome)
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Refused.class))
                .actual()
                .refusal();
    }
}
