package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.upstreams.JavaSdkServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sluice check} says of the services behind the gateway. */
@Tag("R-504")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckCommandIT {
    private static final String WORDS = "words-of-a-child";
    private static final String SECRET = "s3cr3t-of-an-address";

    private final Vertx vertx = Vertx.vertx();
    private int port;

    private record Output(int exit, String out) {}

    @BeforeAll
    void serve() throws Exception {
        port = vertx.createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(404).end())
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    @Tag("R-301")
    @Tag("R-304")
    void saysOfEachServiceHowItIsSpokenToWhatItHasAndWhatIsLeftOut(@TempDir Path folder) throws Exception {
        String child = list(child(folder));
        String yaml = """
                upstreams:
                  one: {command: %1$s, prefix: ""}
                  two: {command: %1$s, prefix: "", pins: "off"}
                rest:
                  shop:
                    url: http://localhost:%2$d/v1
                    prefix: ""
                    tools:
                      order: {description: Orders, method: GET, path: /order}
                      echo: {description: Is called like a built-in one, method: GET, path: /echo}
                """.formatted(child, port);

        Output output = check(folder, yaml);

        assertThat(output.out())
                .contains("ok    upstream one: 2025-11-25 over stdio, 6 tools; 6 not pinned yet")
                .contains("ok    upstream two: 2025-11-25 over stdio, 0 tools; pins are off")
                .contains("warn  upstream two: \"test_simple_text\" is left out: Two tools are called")
                .contains("ok    rest shop: 1 tool; 1 not pinned yet (http://localhost:" + port + "/v1)")
                .contains(
                        "warn  rest shop: \"echo\" is left out: Two tools are called \"echo\": one of provider \"demo\"");
        assertThat(output.exit()).isZero();
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(children()).isEmpty();
    }

    @Test
    @Tag("R-301")
    void failsForEachServiceThatCannotBeReachedInItsTimeAndLeavesNoProcess(@TempDir Path folder) throws Exception {
        String yaml = """
                upstreams:
                  gone: {url: "http://127.0.0.1:1/mcp?key=%2$s"}
                  odd: {url: "http://127.0.0.1:%1$d/mcp"}
                  absent: {command: [no-such-program]}
                  silent: {command: [sleep, "987654"]}
                rest:
                  closed:
                    url: http://127.0.0.1:1/v1
                    tools:
                      order: {description: Orders, method: GET, path: /order}
                  undescribed: {url: "http://127.0.0.1:%1$d", openapi: /openapi.json}
                """.formatted(port, SECRET);
        long begun = System.nanoTime();

        Output output = check(folder, yaml);

        assertThat(output.exit()).isEqualTo(Sluice.FAILED);
        assertThat(output.out())
                .contains("FAIL  upstream gone: There is no connection to the service: Connection refused"
                        + " (http://127.0.0.1:1/mcp)")
                .contains("FAIL  upstream odd: ")
                .contains("FAIL  upstream absent: The program no-such-program is in no directory of PATH")
                .contains("FAIL  upstream silent: no answer within 10 s (sleep)")
                .contains("FAIL  rest closed: There is no connection to the service: Connection refused")
                .contains("FAIL  rest undescribed: OpenAPI document: ")
                .doesNotContain(SECRET);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(40));
        assertThat(children()).isEmpty();
    }

    @Test
    @Tag("R-308")
    void saysWhyAProcessEndedAtOnce(@TempDir Path folder) throws Exception {
        String yaml = """
                upstreams:
                  chatty: {command: [sh, -c, "echo Starting >&2; echo Error: no key $KEY >&2; echo v1.2 >&2; exit 3"], environment: {KEY: "%1$s"}}
                  mute: {command: [sh, -c, "exit 4"]}
                  late: {command: [sh, -c, "read -r line; echo gone wrong >&2; exit 5"], era: legacy}
                """.formatted(SECRET);

        Output output = check(folder, yaml);

        assertThat(output.exit()).isEqualTo(Sluice.FAILED);
        assertThat(output.out())
                .contains("FAIL  upstream chatty: The process exited with code 3; it wrote to standard error:"
                        + " Error: no key *** (sh)")
                .contains("FAIL  upstream mute: The process exited with code 4 (sh)")
                .contains("FAIL  upstream late: The process exited with code 5; it wrote to standard error:"
                        + " gone wrong (sh)")
                .doesNotContain(SECRET);
    }

    @Test
    @Tag("R-308")
    void tellsOfADatabaseThatARunningGatewayHasItOpenAndLeavesItToIt(@TempDir Path folder) throws Exception {
        // given
        Path file = file(folder, "");
        try (SluiceProcess gateway =
                SluiceProcess.java(folder, Map.of(), "run", "-c", file.toString(), "--port", "0")) {
            gateway.await("(?i)serving", Duration.ofSeconds(60));

            // when
            try (SluiceProcess check = SluiceProcess.java(folder, Map.of(), "check", "-c", file.toString())) {
                int exit = check.exitCode(Duration.ofSeconds(60));

                // then
                assertThat(check.output()).contains("ok    database: in use by a running gateway");
                assertThat(exit).isZero();
            }

            // and the gateway still has it, until it ends
            assertThat(check(folder, "").out()).contains("ok    database: in use by a running gateway");
            gateway.signal("TERM");
            gateway.exitCode(Duration.ofSeconds(60));
        }
        assertThat(check(folder, "").out()).contains("ok    database" + System.lineSeparator());
    }

    @Test
    @Tag("R-308")
    void saysThatTheDatabaseIsDamagedWhichFileAndWhatToDoAndChangesNothing(@TempDir Path folder) throws Exception {
        // given a gateway that has ended
        Path config = file(folder, "");
        try (SluiceProcess gateway =
                SluiceProcess.java(folder, Map.of(), "run", "-c", config.toString(), "--port", "0")) {
            gateway.await("(?i)serving", Duration.ofSeconds(60));
            gateway.signal("TERM");
            gateway.exitCode(Duration.ofSeconds(60));
        }
        Path data = folder.resolve("data");
        Path file = data.resolve("sluice.mv.db");
        String[] names = data.toFile().list();
        byte[] whole = Files.readAllBytes(file);
        assertThat(check(folder, "").out()).contains("ok    database" + System.lineSeparator());
        assertThat(file).hasBinaryContent(whole);
        byte[] other = whole.clone();
        Arrays.fill(other, 0, 10_000, (byte) 'x');

        for (byte[] damaged : List.of(new byte[0], Arrays.copyOf(whole, whole.length / 2), other)) {
            // when
            Files.write(file, damaged);
            Output output = check(folder, "");

            // then
            assertThat(output.exit()).isEqualTo(Sluice.FAILED);
            assertThat(output.out())
                    .contains("FAIL  database: The ledger's database " + file + " is damaged: ")
                    .contains("Restore a backup of it, or move it away");
            assertThat(file).hasBinaryContent(damaged);
            assertThat(data.toFile().list()).containsExactlyInAnyOrder(names);
        }
    }

    @Test
    void looksAtTheServersOfAFileAsDevWouldServeThem(@TempDir Path home) throws Exception {
        // given
        List<String> command = child(home);
        Path file = Files.writeString(
                home.resolve("mcp.json"),
                "{\"mcpServers\":{\"Java SDK\":{\"command\":\"%s\",\"args\":%s}}}"
                        .formatted(command.getFirst(), list(command.subList(1, command.size()))));

        // when
        try (SluiceProcess sluice = SluiceProcess.java(home, Map.of(), "check", "--mcp-json", file.toString())) {
            int exit = sluice.exitCode(Duration.ofSeconds(60));

            // then
            assertThat(sluice.output())
                    .contains("warn  ", "is called java-sdk here")
                    .contains("ok    upstream java-sdk: 2025-11-25 over stdio, 6 tools");
            assertThat(exit).isZero();
        }
    }

    @Test
    void aFileOfServersThatIsWrongIsWrongUsage(@TempDir Path home) throws Exception {
        Path yaml = Files.writeString(home.resolve("sluice.yaml"), "upstreams: {files: {command: [cat]}}\n");
        Path twice =
                Files.writeString(home.resolve("twice.json"), "{\"mcpServers\":{\"files\":{\"command\":\"cat\"}}}");
        for (String command : List.of("check", "dev")) {
            try (SluiceProcess absent = SluiceProcess.java(home, Map.of(), command, "--mcp-json", "absent.json");
                    SluiceProcess taken = SluiceProcess.java(
                            home, Map.of(), command, "-c", yaml.toString(), "--mcp-json", twice.toString())) {
                assertThat(absent.exitCode(Duration.ofSeconds(60))).isEqualTo(Sluice.USAGE);
                assertThat(absent.output()).contains("absent.json", "does not exist");
                assertThat(taken.exitCode(Duration.ofSeconds(60))).isEqualTo(Sluice.USAGE);
                assertThat(taken.output()).contains("twice.json", "mcpServers.files");
            }
        }
    }

    /** Its class path is longer than a word of a command may be, and so stands in a file. */
    private static List<String> child(Path folder) throws IOException {
        List<String> line = JavaSdkServer.commandLine();
        Path words = Files.writeString(folder.resolve(WORDS), String.join("\n", line.subList(1, line.size())));
        return List.of(line.getFirst(), "@" + words);
    }

    private static Output check(Path folder, String services) throws IOException {
        Path file = file(folder, services);
        StringWriter out = new StringWriter();
        int exit = Sluice.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute("check", "-c", file.toString());
        return new Output(exit, out.toString());
    }

    private static Path file(Path folder, String services) throws IOException {
        return Files.writeString(
                folder.resolve("sluice.yaml"),
                """
                auth: {secret: %s}
                server: {tls: {enabled: false}}
                dataDir: %s
                pins: {file: %s}
                """.formatted(GatewayFixture.SECRET, folder.resolve("data"), folder.resolve("data/pins.json"))
                        + services);
    }

    private static String list(List<String> words) {
        return words.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    /** Processes of this one that are what the tests have as upstreams. */
    private static List<String> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(child -> child.info().commandLine().orElse(""))
                .filter(line -> line.contains("987654") || line.contains(WORDS))
                .toList();
    }
}
