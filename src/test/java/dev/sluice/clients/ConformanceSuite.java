package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The official conformance suite, pinned, as {@code run.mjs} runs it; without Node the test is skipped. */
public final class ConformanceSuite {
    /** The configuration of a gateway that the suite may try: open, without limits, with nothing of its own. */
    public static final Path CONFIG = Path.of("src/test/conformance/sluice.yaml");

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private ConformanceSuite() {}

    /**
     * One run: a revision, or a scenario that belongs to none.
     *
     * @param passed checks that passed
     * @param failures the others, each as {@code scenario/check: why}
     * @param warnings those that a server should pass but need not
     * @param exit what the suite itself ended with
     */
    public record Run(String name, int passed, List<String> failures, List<String> warnings, int exit) {
        private static Run of(JsonNode run) {
            return new Run(
                    run.path("name").asText(),
                    run.path("passed").asInt(),
                    texts(run.path("failures")),
                    texts(run.path("warnings")),
                    run.path("exit").asInt(-1));
        }

        private static List<String> texts(JsonNode list) {
            return stream(list).map(JsonNode::asText).toList();
        }

        /** Asserts that nothing failed, not even what need not pass. */
        public void assertPassed(int least) {
            assertThat(failures).as(name).isEmpty();
            assertThat(warnings).as(name).isEmpty();
            assertThat(exit).as(name).isZero();
            assertThat(passed).as(name).isGreaterThanOrEqualTo(least);
        }
    }

    /**
     * All runs of one call.
     *
     * @param exit what the whole ended with, and {@code out} what it printed
     */
    public record Report(int exit, String out, List<Run> runs) {
        /** The run of this name. */
        public Run run(String name) {
            return runs.stream()
                    .filter(run -> run.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there was no run " + name));
        }
    }

    /**
     * Runs it.
     *
     * @param output where the results go
     * @param arguments of {@code run.mjs}
     */
    public static Report run(Path output, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--output", output.toString()));
        Command.Ended ended = NpmProject.installed("conformance")
                .bundledNode(environment, "run.mjs", all.toArray(String[]::new))
                .run(LIMIT);
        Path summary = output.resolve("summary.json");
        assertThat(summary).as("%s%n%s", ended.out(), ended.err()).exists();
        JsonNode runs = JsonCodec.MAPPER.readTree(Files.readString(summary));
        return new Report(ended.exit(), ended.out(), stream(runs).map(Run::of).toList());
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
