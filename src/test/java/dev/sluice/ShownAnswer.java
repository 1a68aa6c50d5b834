package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An answer as a document shows it. What it shows must be there with the same value, and nothing else but where it says
 * {@code ...}; of what differs from run to run only the type is compared.
 */
record ShownAnswer(String text) {
    private static final String MORE = "...";
    private static final Set<String> CHANGING = Set.of("timestamp", "requestId", "retryAfter", "uptime", "version");

    void isThatOf(String answer) {
        assertThat(differences(answer.strip()))
                .as("the document shows%n%s%nbut the answer is%n%s", text, answer)
                .isEmpty();
    }

    /** Whether one of the lines is it. */
    void isAmong(List<String> lines) {
        assertThat(lines)
                .as("a line like %s", text)
                .anyMatch(line -> line.startsWith("{") && differences(line).isEmpty());
    }

    private List<String> differences(String answer) {
        List<String> found = new ArrayList<>();
        JsonNode shown = RawJson.of(text.replaceAll("\\.\\.\\.(?=\\s*[,}])", "\"...\":0"))
                .tree();
        compare("", "", shown, RawJson.of(answer).tree(), found);
        return found;
    }

    private static void compare(String path, String name, JsonNode shown, JsonNode actual, List<String> found) {
        if (shown.getNodeType() != actual.getNodeType()) {
            found.add(path + " is " + actual.getNodeType());
        } else if (shown.isObject()) {
            compareMembers(path, shown, actual, found);
        } else if (shown.isArray()) {
            if (shown.size() != actual.size()) {
                found.add(path + " has " + actual.size() + " elements");
            }
            for (int i = 0; i < Math.min(shown.size(), actual.size()); i++) {
                compare(path + "/" + i, "", shown.get(i), actual.get(i), found);
            }
        } else if (!CHANGING.contains(name) && !shown.equals(actual)) {
            found.add(path + " is " + actual);
        }
    }

    private static void compareMembers(String path, JsonNode shown, JsonNode actual, List<String> found) {
        shown.properties().stream()
                .filter(member -> !member.getKey().equals(MORE))
                .forEach(member -> compare(
                        path + "/" + member.getKey(),
                        member.getKey(),
                        member.getValue(),
                        actual.path(member.getKey()),
                        found));
        if (!shown.has(MORE)) {
            actual.fieldNames().forEachRemaining(name -> {
                if (!shown.has(name)) {
                    found.add(path + "/" + name + " is there too");
                }
            });
        }
    }
}
