package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the scripts {@code features.mjs} and {@code features.py} report. */
final class FeatureFacts {
    private FeatureFacts() {}

    /**
     * All of it worked.
     *
     * @param missing what the client calls a resource that does not exist
     */
    static void assertWorked(JsonNode facts, int missing) {
        assertThat(texts(facts, "tools")).contains("count", "wait", "ask_user");
        assertThat(facts.path("counted").asText()).isEqualTo("Counted to 5");
        assertThat(facts.path("progress"))
                .extracting(each -> each.path("progress").asInt() + " of "
                        + each.path("total").asInt() + ' '
                        + each.path("message").asText())
                .containsExactly("1 of 5 step 1", "2 of 5 step 2", "3 of 5 step 3", "4 of 5 step 4", "5 of 5 step 5");
        assertThat(texts(facts, "logged")).containsExactly("step 1", "step 2", "step 3", "step 4", "step 5");
        assertThat(facts.path("user").asText()).isEqualTo("Hello, Ada!");
        assertThat(facts.path("model").asText()).isEqualTo("The model says: Old pond");
        assertThat(texts(facts, "prompts")).contains("greeting");
        assertThat(facts.path("prompt").asText()).isEqualTo("Greet Ada in a friendly way.");
        assertThat(texts(facts, "completed")).containsExactly("Ada", "Alan");
        assertThat(texts(facts, "completedUri")).containsExactly("Ada", "Alan");
        assertThat(texts(facts, "resources")).contains("features:///note");
        assertThat(texts(facts, "templates")).contains("features:///notes/{id}");
        assertThat(facts.path("read").asText()).isEqualTo("The note");
        assertThat(facts.path("readTemplate").asText()).isEqualTo("Note 7");
        assertThat(facts.path("missing").asInt()).isEqualTo(missing);
        assertThat(facts.path("cancelled").path("outcome").asText()).isEqualTo("given up");
        assertThat(texts(facts, "updated")).containsOnly("features:///note");
        assertThat(texts(facts, "changed")).containsExactly("prompts", "resources", "tools");
    }

    private static List<String> texts(JsonNode facts, String name) {
        List<String> texts = new ArrayList<>();
        facts.path(name).forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
