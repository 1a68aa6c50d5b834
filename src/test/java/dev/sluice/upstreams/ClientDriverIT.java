package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.clients.Command;
import dev.sluice.clients.NpmProject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The scripts of the suite's client scenarios, played directly to the suite's own servers. Proves nothing about the
 * gateway: when a scenario fails through it and passes here, the gateway is to blame.
 */
class ClientDriverIT {
    private static final String SUITE = "node_modules/@modelcontextprotocol/conformance/dist/index.js";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({
        "initialize, 2025-06-18",
        "initialize, 2025-11-25",
        "tools_call, 2025-06-18",
        "tools_call, 2025-11-25",
        "tools_call, 2026-07-28",
        "elicitation-sep1034-client-defaults, 2025-11-25",
        "sse-retry, 2025-11-25",
        "request-metadata, 2026-07-28",
        "http-standard-headers, 2026-07-28",
        "http-custom-headers, 2026-07-28",
        "http-invalid-tool-headers, 2026-07-28",
        "sep-2322-client-request-state, 2026-07-28",
        "json-schema-ref-no-deref, 2026-07-28",
        "json-schema-2020-12-preservation, 2025-11-25",
        "json-schema-2020-12-preservation, 2026-07-28"
    })
    void theScriptPlaysItsScenario(String scenario, String revision) throws IOException, InterruptedException {
        NpmProject project = NpmProject.installed("conformance");
        // The suite splits this at blanks and gives it to a shell.
        String driver =
                project.bundledNode(Map.of(), "client-driver.mjs").line().getFirst();

        Command.Ended ended = project.bundledNode(
                        Map.of(),
                        SUITE,
                        "client",
                        "--command",
                        driver + " client-driver.mjs --direct",
                        "--scenario",
                        scenario,
                        "--spec-version",
                        revision)
                .run(LIMIT);

        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        assertThat(ended.out() + ended.err()).containsPattern("Passed: [1-9]\\d*/\\d+, 0 failed, 0 warnings");
    }
}
