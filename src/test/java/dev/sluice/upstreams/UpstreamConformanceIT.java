package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.clients.Command;
import dev.sluice.clients.NpmProject;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official conformance suite against the fixtures themselves: what passes here is what can be asked of a gateway in
 * front of them. The extensions are left out, the SDKs have none of them.
 */
class UpstreamConformanceIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Test
    void theServerOfSdk1PassesTheLegacySuite(@TempDir Path output) throws Exception {
        try (UpstreamServer server = UpstreamServer.legacy()) {
            assertThat(passed(server, "2025-11-25", output)).isGreaterThanOrEqualTo(84);
        }
    }

    @Test
    void theServerOfSdk2PassesTheLegacySuite(@TempDir Path output) throws Exception {
        try (UpstreamServer server = UpstreamServer.dual()) {
            assertThat(passed(server, "2025-11-25", output)).isGreaterThanOrEqualTo(84);
        }
    }

    @Test
    void theServerOfSdk2PassesTheModernSuite(@TempDir Path output) throws Exception {
        try (UpstreamServer server = UpstreamServer.modern()) {
            assertThat(passed(server, "2026-07-28", output)).isGreaterThanOrEqualTo(152);
        }
    }

    /** How many checks passed, once none failed. */
    private static int passed(UpstreamServer server, String revision, Path output)
            throws IOException, InterruptedException {
        String url = "http://localhost:" + server.uri().getPort() + server.uri().getPath();
        Command.Ended ended = NpmProject.installed("conformance")
                .bundledNode(
                        Map.of(),
                        "run.mjs",
                        "--url",
                        url,
                        "--revision",
                        revision,
                        "--no-requirements",
                        "--output",
                        output.toString())
                .run(LIMIT);
        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        JsonNode runs = JsonCodec.MAPPER.readTree(Files.readString(output.resolve("summary.json")));
        assertThat(runs).hasSize(1);
        assertThat(runs.path(0).path("warnings")).extracting(JsonNode::asText).isEmpty();
        return runs.path(0).path("passed").asInt();
    }
}
