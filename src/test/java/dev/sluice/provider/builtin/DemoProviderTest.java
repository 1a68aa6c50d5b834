package dev.sluice.provider.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.Rig;
import dev.sluice.provider.TestConfig;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-109")
class DemoProviderTest {
    private static final Duration TIME = Duration.ofSeconds(30);

    private final Rig rig = new Rig(TestConfig.defaults(), new DemoProvider(), new SimulationProvider());

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void echoesTheTextAsItWasSpelled() {
        assertThat(result("echo", "{ \"text\" : \"a\\u0041 \\\"é😀\" }"))
                .isEqualTo(RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":\"a\\u0041 \\\"é😀\"}]}"));
    }

    @Test
    void greets() {
        assertThat(text("hello_world", "{}")).isEqualTo("Hello, World!");
        assertThat(text("hello_world", "{\"name\":\"Ann \\\"the\\\" Great\"}")).isEqualTo("Hello, Ann \"the\" Great!");
    }

    @Test
    void tellsTheCallerWhoTheyAre() {
        Principal caller = new Principal(
                "https://id.example.com",
                "ann",
                Set.of("user", "admin"),
                Set.of("tools:call"),
                Map.of("email", "ann@example.com", "groups", List.of("a", "b")),
                Instant.MAX);

        JsonNode me = structured(rig.run(rig.call("whoami", "{}", caller, TIME)));

        assertThat(me).isEqualTo(tree("""
                {"subject":"ann","issuer":"https://id.example.com","authenticated":true,"roles":["admin","user"],
                 "scope":"tools:call","claims":{"email":"ann@example.com","groups":["a","b"]}}"""));
    }

    @Test
    void tellsHowTheServerIsInTheSeedsShape() {
        JsonNode health = structured(rig.run("health-check"));

        assertThat(health.get("status").asText()).isEqualTo("healthy");
        assertThat(health.get("server")).isEqualTo(tree("""
                {"name":"sluice","version":"1.2.3","isRunning":true,"transport":"http","toolsCount":7,
                 "clientsCount":2}"""));
        assertThat(Instant.parse(health.get("timestamp").asText())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void simulatesWork() {
        assertThat(text("simulate_work", "{\"ms\":20}")).isEqualTo("Worked for 20 ms.");
        assertThat(text("simulate_work", "{}")).isEqualTo("Worked for 0 ms.");
    }

    @Test
    @Tag("R-107")
    void opensItsOwnBreakerAfterFiveSimulatedFailures() {
        for (int i = 0; i < 5; i++) {
            assertThat(code(run("simulate_work", "{\"fail\":true}"))).isEqualTo(RefusalCode.TOOL_FAILED);
        }

        assertThat(code(run("simulate_work", "{}"))).isEqualTo(RefusalCode.CIRCUIT_OPEN);
        assertThat(rig.providers.circuits()).isEqualTo(Map.of("demo", "closed", "simulation", "open"));
    }

    @Test
    void stopsSimulatingWhenNobodyWaits() {
        Call call = rig.call("simulate_work", "{\"ms\":60000}", Rig.user("ann"), TIME);
        Future<Outcome> outcome = rig.send(call, 0);

        rig.cancel(call, "closed");

        assertThat(code(Rig.await(outcome))).isEqualTo(RefusalCode.CANCELLED);
    }

    private Outcome run(String tool, String arguments) {
        return rig.run(rig.call(tool, arguments, Rig.user("ann"), TIME));
    }

    private RawJson result(String tool, String arguments) {
        return ((Outcome.Completed) run(tool, arguments)).result();
    }

    private String text(String tool, String arguments) {
        return result(tool, arguments).tree().at("/content/0/text").asText();
    }

    static JsonNode structured(Outcome outcome) {
        JsonNode result = ((Outcome.Completed) outcome).result().tree();
        JsonNode structured = result.get("structuredContent");
        assertThat(tree(result.at("/content/0/text").asText())).isEqualTo(structured);
        return structured;
    }

    static JsonNode tree(String json) {
        try {
            return JsonCodec.MAPPER.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static RefusalCode code(Outcome outcome) {
        return ((Outcome.Refused) outcome).refusal().code();
    }
}
