package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.GatewayFixture;
import dev.sluice.PluginJar;
import dev.sluice.clients.ConformanceSuite;
import dev.sluice.clients.ConformanceSuite.Run;
import dev.sluice.clients.NpmProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official conformance suite through a gateway that has nothing of its own, in both eras, to servers of both. What a
 * server passes by itself (ConformanceIT, {@link UpstreamConformanceIT}) it passes behind the gateway; the only exceptions
 * are those of {@link #beyondOlderServers}, each with its reason.
 */
@Tag("R-303")
class ConformanceThroughIT {
    private static final String LEGACY = "2025-11-25 all";
    private static final String MODERN = "2026-07-28 all";

    /**
     * Checks of 2025-11-25 that pass in front of a server of 2026-07-28: one less than in front of an older one. The newest
     * revision has no polling, so that nobody tells the gateway to let go of the caller's stream in the middle of a call, and
     * the suite only notes (INFO) that it did not.
     */
    private static final int LEGACY_OF_MODERN = 83;

    private static final int LEGACY_OF_LEGACY = 84;
    private static final int MODERN_OF_MODERN = 153;
    private static final int MODERN_OF_LEGACY = 148;

    private static final Map<String, Integer> OWN = Map.ofEntries(
            Map.entry("2025-03-26 all", 3),
            Map.entry("2025-06-18 all", 56),
            Map.entry(LEGACY, LEGACY_OF_MODERN),
            Map.entry(MODERN, MODERN_OF_MODERN),
            Map.entry("tasks-lifecycle", 9),
            Map.entry("tasks-capability-negotiation", 5),
            Map.entry("tasks-wire-fields", 4),
            Map.entry("tasks-request-state-removal", 3),
            Map.entry("tasks-mrtr-input", 4),
            Map.entry("tasks-request-headers", 5),
            Map.entry("tasks-dispatch-and-envelope", 9),
            // The suite leaves this scenario out itself, until it can listen.
            Map.entry("tasks-status-notifications", 0),
            Map.entry("tasks-required-task-error", 3),
            Map.entry("tasks-mrtr-composition", 2),
            Map.entry("sep-2640-skills-enumeration", 32),
            Map.entry("sep-2640-skills-manifest", 6),
            Map.entry("sep-2640-skills-directory", 7));

    @BeforeAll
    static void needsNode() throws IOException, InterruptedException {
        NpmProject.installed("conformance");
    }

    /**
     * What the newest revision has and a server of an older one cannot say, by check. Expected to fail, and only for clients
     * of the newest revision in front of an older server; when one passes, it is to be taken out.
     */
    private static Map<String, String> beyondOlderServers() {
        return Map.of(
                "input-required-result-basic-elicitation/sep-2322-elicitation-incomplete",
                "The questions of older servers have no keys. The gateway numbers them; the suite wants a certain name.",
                "server-stateless/sep-2575-server-rejects-undeclared-capability",
                "Older revisions have no error for what a client cannot do. The server is told what the client cannot do and"
                        + " refuses in words of its own, which the gateway does not guess at.",
                "server-stateless/sep-2575-missing-capability-http-400",
                "The status of the answer that is missing above.");
    }

    /** The same for what a server should do and need not. */
    private static Map<String, String> warnedOfOlderServers() {
        return Map.of(
                "input-required-result-ignore-extra-params/sep-2322-ignore-unexpected-params",
                "An older server asks while it works, so that answers in advance answer nothing: it asks all the same.");
    }

    @Test
    void aGatewayInFrontOfTheFixturePassesAllThatTheFixturePasses(@TempDir Path output) throws Exception {
        String settings = Files.readString(ConformanceSuite.CONFIG);
        try (GatewayFixture back = GatewayFixture.start(settings, Map.of(), PluginJar::ofTheConformanceFixture);
                GatewayFixture gateway = inFrontOf(back.mcp().toString())) {
            ConformanceSuite.Report report = run(gateway, output);

            assertThat(report.runs()).extracting(Run::name).containsExactlyInAnyOrderElementsOf(OWN.keySet());
            report.runs().forEach(run -> run.assertPassed(OWN.getOrDefault(run.name(), 0)));
            assertThat(report.exit()).isZero();
        }
    }

    @Test
    @Tag("R-302")
    void aGatewayInFrontOfAServerOfTheNewestRevisionPassesBothEras(@TempDir Path output) throws Exception {
        try (UpstreamServer back = UpstreamServer.modern();
                GatewayFixture gateway = inFrontOf(back.uri().toString())) {
            ConformanceSuite.Report report =
                    run(gateway, output, "--revision", "2025-11-25", "--revision", "2026-07-28");

            report.run(LEGACY).assertPassed(LEGACY_OF_MODERN);
            report.run(MODERN).assertPassed(MODERN_OF_MODERN);
        }
    }

    @Test
    @Tag("R-302")
    void aGatewayInFrontOfAnOlderServerPassesAllThatSuchAServerCanExpress(@TempDir Path output) throws Exception {
        try (UpstreamServer back = UpstreamServer.legacy();
                GatewayFixture gateway = inFrontOf(back.uri().toString())) {
            ConformanceSuite.Report report =
                    run(gateway, output, "--revision", "2025-11-25", "--revision", "2026-07-28");

            report.run(LEGACY).assertPassed(LEGACY_OF_LEGACY);
            Run modern = report.run(MODERN);
            assertThat(checks(modern.failures())).isEqualTo(beyondOlderServers().keySet());
            assertThat(checks(modern.warnings()))
                    .isEqualTo(warnedOfOlderServers().keySet());
            assertThat(modern.passed()).isGreaterThanOrEqualTo(MODERN_OF_LEGACY);
        }
    }

    private static GatewayFixture inFrontOf(String url) throws IOException {
        return GatewayFixture.start(Files.readString(ConformanceSuite.CONFIG) + """
                upstreams:
                  through: {url: "%s", prefix: ""}
                """.formatted(url));
    }

    private static ConformanceSuite.Report run(GatewayFixture gateway, Path output, String... arguments)
            throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 3];
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        all[0] = "--url";
        all[1] = gateway.mcp().toString();
        all[2] = "--no-requirements";
        return ConformanceSuite.run(output, Map.of(), all);
    }

    /** The checks by name, without what is said of them. */
    private static Set<String> checks(List<String> told) {
        Set<String> names = new TreeSet<>();
        told.forEach(each -> names.add(each.substring(0, each.indexOf(": "))));
        return names;
    }
}
