package dev.sluice.provider.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-309")
class ToolIndexTest {
    private static final List<String> VERBS =
            List.of("list", "create", "delete", "update", "close", "merge", "search", "export", "import", "rename");
    private static final List<String> NOUNS =
            List.of("issue", "branch", "invoice", "customer", "alert", "page", "table", "email", "ticket", "build");

    private final ToolIndex index = new ToolIndex(List.of(
            tool("github__list_pull_requests", "Lists the open changes of a repository."),
            tool("github__createIssue", "Reports a bug."),
            tool("weather__forecast", "Tells how warm it is going to be in a city."),
            tool("mail__send", "Sends an email; never reports anything."),
            tool("crm__find_customer", "Finds somebody who buys.")));

    @ParameterizedTest
    @CsvSource({
        "pull request,github__list_pull_requests",
        "PULL REQUESTS,github__list_pull_requests",
        "create an issue,github__createIssue",
        "bug,github__createIssue",
        "temperature in which city,weather__forecast",
        "fore,weather__forecast",
        "emails,mail__send",
        "mail__send,mail__send",
        "customers who buy,crm__find_customer",
    })
    void putsTheToolFirstThatAPersonWouldMean(String query, String name) {
        assertThat(find(query, 5)).first().isEqualTo(name);
    }

    @Test
    void findsNothingForWordsThatNobodyHas() {
        assertThat(find("quantum chromodynamics", 5)).isEmpty();
        assertThat(find("???", 5)).isEmpty();
    }

    @Test
    void leavesOutWhatIsNotAllowed() {
        assertThat(index.find("issue", 5, tool -> false)).isEmpty();
    }

    @Test
    void keepsToTheLimitAndToTheOrderOfTheCatalogueWhereToolsFitAlike() {
        ToolIndex same = new ToolIndex(List.of(tool("b", "the word"), tool("a", "the word"), tool("c", "the word")));

        assertThat(same.find("word", 2, tool -> true))
                .extracting(ToolEntry::name)
                .containsExactly("b", "a");
    }

    @Test
    void takesNamesApartHoweverTheyAreWritten() {
        assertThat(Words.of("listPullRequests")).containsExactly("list", "pull", "request");
        assertThat(Words.of("get_HTTPResponse.v2")).containsExactly("get", "http", "response", "v2");
        assertThat(Words.of(" -- ")).isEmpty();
        assertThat(Words.of("a ".repeat(1_000))).hasSize(Words.MAX);
    }

    @Test
    void findsWhatIsMeantAmongAThousandTools() {
        List<ToolEntry> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String verb = VERBS.get(i % 10);
            String noun = NOUNS.get(i / 10 % 10);
            many.add(tool(
                    "s" + i / 100 + "__" + verb + '_' + noun,
                    "This tool can " + verb + " one or more of the " + noun + "s of service " + i / 100
                            + ", by their identifier or by any of their other properties."));
        }
        ToolIndex large = new ToolIndex(many);

        assertThat(large.find("close the ticket of a customer", 5, tool -> true))
                .hasSize(5)
                .allSatisfy(tool -> assertThat(tool.name()).matches("s\\d__close_(ticket|customer)"));
    }

    private List<String> find(String query, int limit) {
        return index.find(query, limit, tool -> true).stream()
                .map(ToolEntry::name)
                .toList();
    }

    private static ToolEntry tool(String name, String description) {
        return new ToolEntry(
                name,
                "p",
                name,
                RawJson.of("{\"name\":\"" + name + "\",\"description\":\"" + description
                        + "\",\"inputSchema\":{\"type\":\"object\"}}"),
                Set.of(),
                Duration.ofSeconds(1),
                true,
                true,
                TaskSupport.NONE,
                arguments -> null);
    }
}
