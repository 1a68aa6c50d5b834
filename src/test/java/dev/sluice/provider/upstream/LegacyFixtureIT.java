package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.upstreams.UpstreamServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server made of the official SDK 1.x behind the gateway, over both transports that it has. */
@Tag("R-301")
class LegacyFixtureIT {
    private static final String CONTENT =
            "{\"name\":\"Ada\",\"color\":\"red\",\"username\":\"ada\",\"email\":\"a@example.org\"}";

    private final LegacyRig rig = new LegacyRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private void open(UpstreamServer server) {
        rig.elsewhere = server.uri().getPort();
        rig.open();
    }

    private UpstreamServer start(String transport) throws IOException, InterruptedException {
        if (transport.equals("sse")) {
            rig.sse();
            return UpstreamServer.sse();
        }
        return UpstreamServer.legacy();
    }

    private static LegacyWork asked(String tool) {
        return new LegacyWork(Asked.tool(tool)
                .with("{\"message\":\"m\",\"prompt\":\"p\"}")
                .can(Capability.FORM, Capability.SAMPLING, Capability.ROOTS));
    }

    /** Answers whatever is asked until there is a result. */
    private String dialogue(String tool) {
        LegacyWork work = asked(tool);
        Outcome outcome = rig.run(work);
        while (outcome instanceof Outcome.InputRequired asks) {
            JsonNode questions = Objects.requireNonNull(asks.inputRequests()).tree();
            Map<String, String> answers = new LinkedHashMap<>();
            for (String key : LegacyWork.keys(asks)) {
                answers.put(key, answer(questions.path(key).path("method").asText()));
            }
            work = work.answering(asks, answers);
            outcome = rig.run(work);
        }
        return ((Outcome.Completed) outcome).result().toString();
    }

    private static String answer(String method) {
        return switch (method) {
            case "sampling/createMessage" ->
                "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"Paris\"}}";
            case "roots/list" -> "{\"roots\":[{\"uri\":\"file:///a\"}]}";
            default -> "{\"action\":\"accept\",\"content\":" + CONTENT + "}";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void offersWhatItListsAndDoesWhatItOffers(String transport) throws Exception {
        try (UpstreamServer server = start(transport)) {
            open(server);

            Offer offer = rig.offer();

            assertThat(offer.tools()).extracting(ToolDescriptor::name).contains("test_simple_text", "test_elicitation");
            assertThat(offer.prompts()).isNotEmpty();
            assertThat(offer.templates()).isNotEmpty();
            assertThat(rig.run(new LegacyWork(Asked.tool("test_simple_text"))).toString())
                    .contains("This is a simple text response for testing.");
            assertThat(rig.run(new LegacyWork(Asked.resource("test://static-text"))))
                    .isInstanceOf(Outcome.Completed.class);
            assertThat(rig.run(new LegacyWork(Asked.resource("test://nothing"))))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.RESOURCE_NOT_FOUND));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    @Tag("R-302")
    void asksCallersThroughRounds(String transport) throws Exception {
        try (UpstreamServer server = start(transport)) {
            open(server);

            assertThat(dialogue("test_elicitation")).contains("action=accept");
            assertThat(dialogue("test_sampling")).contains("LLM response: Paris");
            assertThat(dialogue("test_roots")).contains("file:///a");
            assertThat(dialogue("test_input_required_result_multiple_inputs")).contains("Paris, Ada: 1 roots");
            assertThat(dialogue("test_input_required_result_multi_round")).contains("Ada likes red");
            assertThat(rig.dialect().status()).containsEntry("parked", 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    @Tag("R-302")
    void passesOnWhatItSaysMeanwhileAndComesBackWhenItHangsUp(String transport) throws Exception {
        try (UpstreamServer server = start(transport)) {
            open(server);
            LegacyWork progress =
                    new LegacyWork(Asked.tool("test_tool_with_progress").hears("1", LogLevel.DEBUG));
            LegacyWork logging =
                    new LegacyWork(Asked.tool("test_tool_with_logging").hears("1", LogLevel.INFO));

            rig.run(progress);
            rig.run(logging);

            assertThat(progress.progress).hasSize(3);
            assertThat(logging.logs).hasSize(3);
            assertThat(rig.run(new LegacyWork(Asked.tool("test_reconnection")))).isInstanceOf(Outcome.Completed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    @Tag("R-302")
    void tellsOfItsChanges(String transport) throws Exception {
        try (UpstreamServer server = start(transport)) {
            open(server);
            LegacyRig.await(rig.onHome(() -> rig.dialect().watch("test://watched-resource", true)));

            rig.run(new LegacyWork(Asked.tool("test_trigger_tool_change")));
            rig.run(new LegacyWork(
                    Asked.tool("test_trigger_resource_update").with("{\"uri\":\"test://watched-resource\"}")));

            await().until(() -> rig.told.contains("lists") && rig.told.contains("updated test://watched-resource"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    @Tag("R-302")
    void endsWorkThatNobodyWantsAnyMore(String transport) throws Exception {
        try (UpstreamServer server = start(transport)) {
            open(server);
            LegacyWork wait = new LegacyWork(Asked.tool("test_wait"));
            rig.start(wait);
            await().until(() -> waits().contains("\"1\""));

            wait.cancel();

            await().until(() -> waits().contains("\"0\""));
        }
    }

    private String waits() {
        return rig.run(new LegacyWork(Asked.tool("test_waits"))).toString();
    }
}
