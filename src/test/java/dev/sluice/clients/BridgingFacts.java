package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;

/** What {@code bridging.mjs} reports. */
final class BridgingFacts {
    /** What a text must contain, by part. */
    private static final Map<String, List<String>> TEXTS = Map.ofEntries(
            Map.entry("text", List.of("This is a simple text response for testing.")),
            Map.entry("image", List.of("image")),
            Map.entry("mistake", List.of("true")),
            Map.entry("header", List.of("Region: Zürich")),
            Map.entry("elicitation", List.of("User response: ", "Ada")),
            Map.entry("sampling", List.of("LLM response: Old pond")),
            Map.entry("roots", List.of("file:///home/ada")),
            Map.entry("rounds", List.of("Ada likes Ada")),
            Map.entry("state", List.of("state-ok: action=accept, content={\"ok\":true}")),
            Map.entry("together", List.of("Old pond, Ada: 1 roots")),
            Map.entry("cancelled", List.of("given up")),
            Map.entry("prompt", List.of("Prompt with arguments: arg1='a', arg2='b'")),
            Map.entry("askingPrompt", List.of("Context: Ada")),
            Map.entry("read", List.of("\"id\":\"7\"")));

    private static final Map<String, List<String>> LISTS = Map.of(
            "progress", List.of("0", "50", "100"),
            "logs", List.of("Tool execution started", "Tool processing data", "Tool execution completed"),
            "completed", List.of("test", "testing"),
            "notices", List.of("prompts", "resources", "test://watched-resource", "tools"));

    private BridgingFacts() {}

    /**
     * These parts worked.
     *
     * @param sdk1 whether the client calls a missing resource as the SDK 1.x does
     */
    static void assertWorked(JsonNode facts, Set<String> parts, boolean sdk1) {
        assertThat(facts.path("tools")).extracting(JsonNode::asText).contains("test_simple_text");
        SoftAssertions all = new SoftAssertions();
        for (String part : parts) {
            JsonNode fact = facts.path(part);
            if (part.equals("missing")) {
                all.assertThat(fact.at("/error/code").asInt()).as(part).isEqualTo(sdk1 ? -32002 : -32602);
            } else if (LISTS.containsKey(part)) {
                all.assertThat(texts(fact)).as("%s: %s", part, fact).isEqualTo(LISTS.get(part));
            } else {
                all.assertThat(fact.isValueNode() ? fact.asText() : "")
                        .as("%s: %s", part, fact)
                        .contains(TEXTS.getOrDefault(part, List.of("a part that is not known")));
            }
        }
        all.assertAll();
    }

    private static List<String> texts(JsonNode fact) {
        List<String> texts = new ArrayList<>();
        fact.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
