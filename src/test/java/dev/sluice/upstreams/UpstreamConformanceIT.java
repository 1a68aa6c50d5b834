package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.clients.ConformanceSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official conformance suite against the fixtures themselves: what passes here is what can be asked of a gateway in
 * front of them. The extensions are left out, the SDKs have none of them.
 */
class UpstreamConformanceIT {
    @Test
    void theServerOfSdk1PassesTheLegacySuite(@TempDir Path output) throws Exception {
        try (UpstreamServer server = UpstreamServer.legacy()) {
            assertPasses(server, "2025-11-25", 84, output);
        }
    }

    @Test
    void theServerOfSdk2PassesTheLegacySuite(@TempDir Path output) throws Exception {
        try (UpstreamServer server = UpstreamServer.dual()) {
            assertPasses(server, "2025-11-25", 84, output);
        }
    }

    @Test
    void theServerOfSdk2PassesTheModernSuite(@TempDir Path output) throws Exception {
        try (UpstreamServer server = UpstreamServer.modern()) {
            assertPasses(server, "2026-07-28", 152, output);
        }
    }

    private static void assertPasses(UpstreamServer server, String revision, int least, Path output)
            throws IOException, InterruptedException {
        String url = "http://localhost:" + server.uri().getPort() + server.uri().getPath();
        ConformanceSuite.Report report =
                ConformanceSuite.run(output, Map.of(), "--url", url, "--revision", revision, "--no-requirements");
        assertThat(report.runs()).hasSize(1);
        report.run(revision + " all").assertPassed(least);
    }
}
