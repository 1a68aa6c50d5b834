package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.GatewayFixture;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every client in front of every server, through a gateway: questions, progress, log, cancellation, prompts, resources,
 * and what changes. What a server cannot express is named, with the reason, in {@link BridgedServer}.
 */
@Tag("R-302")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgingMatrixIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> PARTS = List.of(
            "text",
            "image",
            "mistake",
            "header",
            "progress",
            "logs",
            "elicitation",
            "sampling",
            "roots",
            "rounds",
            "state",
            "together",
            "cancelled",
            "prompt",
            "askingPrompt",
            "completed",
            "read",
            "missing",
            "notices");

    private NpmProject project;
    private Path home;
    private @Nullable BridgedServer behind;
    private BridgedServer.@Nullable Running running;
    private @Nullable GatewayFixture gateway;

    /** A client in front, and the mode that the scripts know it by. */
    enum Front {
        SDK_1("TypeScript 1.x", "sdk1", "legacy"),
        SDK_2_LEGACY("TypeScript 2.x as an old one", "legacy", "legacy"),
        SDK_2_MODERN("TypeScript 2.x", "2026-07-28", "modern");

        private final String title;
        private final String mode;
        private final String era;

        Front(String title, String mode, String era) {
            this.title = title;
            this.mode = mode;
            this.era = era;
        }

        /** The script that it runs for the tools of Sluice, and its arguments. */
        List<String> features(String url, String token) {
            return this == SDK_1 ? List.of("features1.mjs", url, token) : List.of("features2.mjs", url, mode, token);
        }

        @Override
        public String toString() {
            return title;
        }
    }

    @BeforeAll
    void prepare(@TempDir Path directory) throws IOException, InterruptedException {
        project = NpmProject.installed("clients");
        home = directory;
    }

    @AfterAll
    void end() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (running != null) {
            running.close();
        }
        gateway = null;
        running = null;
        behind = null;
    }

    static Stream<Arguments> cells() {
        return Arrays.stream(BridgedServer.values())
                .flatMap(server -> Arrays.stream(Front.values()).map(client -> Arguments.of(client, server)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void everyClientWithEveryServer(Front client, BridgedServer server) throws Exception {
        // given
        GatewayFixture front = inFrontOf(server);
        String url = front.mcp().toString();
        String token = front.token("ada", "user");

        // when
        JsonNode facts = server.isSluice()
                ? run(front, client.features(url, token))
                : run(front, List.of("bridging.mjs", url, client.mode, token, parts(server)));

        // then
        if (server.isSluice()) {
            FeatureFacts.assertWorked(facts, client == Front.SDK_1 ? -32002 : -32602);
        } else {
            assertThat(facts.path("era").asText()).isEqualTo(client.era);
            BridgingFacts.assertWorked(facts, Set.of(parts(server).split(",")), client == Front.SDK_1);
        }
    }

    private static String parts(BridgedServer server) {
        return String.join(
                ",",
                PARTS.stream().filter(part -> !server.untold().contains(part)).toList());
    }

    /** Cells come by server: that of the cell before is ended when another is wanted. */
    private GatewayFixture inFrontOf(BridgedServer server) throws Exception {
        if (behind != server) {
            end();
            Path directory = Files.createDirectories(home.resolve(server.name()));
            BridgedServer.Running started = server.start(directory);
            running = started;
            gateway = GatewayFixture.start("""
                    limits: {perUser: 0, perAddress: 0}
                    providers: {demo: {enabled: false}, user-data: {enabled: false}}
                    upstreams:
                      back: %s
                    """.formatted(started.yaml()));
            behind = server;
        }
        return Objects.requireNonNull(gateway);
    }

    private JsonNode run(GatewayFixture front, List<String> line) throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("NODE_EXTRA_CA_CERTS", front.caCertificate().toString(), "HOME", home.toString());
        List<String> words = new ArrayList<>(line);
        Command.Ended ended = project.node(environment, words.removeFirst(), words.toArray(String[]::new))
                .run(LIMIT);
        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        return JsonCodec.MAPPER.readTree(ended.out().lines().toList().getLast());
    }
}
