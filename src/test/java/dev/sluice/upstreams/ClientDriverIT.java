package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.clients.Command;
import dev.sluice.clients.NpmProject;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The client scenarios of the official suite that need no authorization: the suite plays the server, and judges what it is
 * sent. Once by the gateway, which a script drives; and once by the script itself, so that it is known who is to blame.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientDriverIT {
    private static final String SUITE = "node_modules/@modelcontextprotocol/conformance/dist/index.js";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private NpmProject project;
    private GatewayLender lender;

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
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
    @interface Scenarios {}

    @BeforeAll
    void prepare() throws IOException, InterruptedException {
        project = NpmProject.installed("conformance");
        lender = new GatewayLender();
    }

    @AfterAll
    void end() {
        if (lender != null) {
            lender.close();
        }
    }

    @Scenarios
    void theScriptPlaysItsScenario(String scenario, String revision) throws IOException, InterruptedException {
        assertPasses(scenario, revision, "--direct");
    }

    @Scenarios
    @Tag("R-303")
    @Tag("R-301")
    void theGatewayIsAClientAsTheSuiteWantsIt(String scenario, String revision)
            throws IOException, InterruptedException {
        assertPasses(scenario, revision, "--lender " + lender.uri());
    }

    private void assertPasses(String scenario, String revision, String options)
            throws IOException, InterruptedException {
        // The suite splits this at blanks and gives it to a shell.
        String driver =
                project.bundledNode(Map.of(), "client-driver.mjs").line().getFirst();

        Command.Ended ended = project.bundledNode(
                        Map.of(),
                        SUITE,
                        "client",
                        "--command",
                        driver + " client-driver.mjs " + options,
                        "--scenario",
                        scenario,
                        "--spec-version",
                        revision)
                .run(LIMIT);

        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        assertThat(ended.out() + ended.err()).containsPattern("Passed: [1-9]\\d*/\\d+, 0 failed, 0 warnings");
    }
}
