package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.MarkdownFile.Block;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.InvalidConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documents tell people to type works, against {@code ./sluice dev} as they say. CONTRIBUTING.md lists the
 * markers; a block without one is run, loaded or compared.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentsIT {
    private static final String BEFORE = "run before the gateway starts";
    private static final String FIRST = "run first";
    private static final String OF_DEV = "answers the line that dev prints";
    private static final Pattern CLASS_NAME = Pattern.compile("public final class (\\w+)");
    private static final List<String> TOOLS = List.of("curl", "openssl");
    private static final Map<String, String> VARIABLES = Map.of(
            "JWT_SECRET",
            GatewayFixture.SECRET,
            "SESSION_KEY",
            GatewayFixture.SECRET,
            "REDIS_URL",
            "redis://redis.example.com:6379",
            "DB_URL",
            "postgresql://user:password@db.example.com:5432/sluice");

    private final List<MarkdownFile> documents = MarkdownFile.ofTheProject();
    private final List<Block> blocks =
            documents.stream().flatMap(document -> document.blocks().stream()).toList();
    private UnpackedProject project;
    private SluiceProcess dev;
    private String port;

    @BeforeAll
    void startAsTheReadmeSays(@TempDir Path home) throws Exception {
        assumeTrue(UnpackedProject.isBuilt(), "target/sluice.jar is missing: mvn package makes it");
        for (String tool : TOOLS) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":", -1))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
                    tool + " is not installed: the documents are not tried");
        }
        project = UnpackedProject.into(home);
        for (Block block : of("java")) {
            Matcher name = CLASS_NAME.matcher(block.text());
            assertThat(name.find()).as(block.where()).isTrue();
            Files.writeString(home.resolve(name.group(1) + ".java"), block.text());
        }
        for (Block block : marked(BEFORE)) {
            succeeds(block);
        }
        dev = project.start(List.of("./sluice", "dev", "--port", "0"));
        port = dev.await("endpoint +https://localhost:(\\d+)/mcp", Duration.ofSeconds(60));
        for (Block block : marked(FIRST)) {
            UnpackedProject.Ended ended = project.shell(script(block) + "\nprintf '%s\\n%s' \"$URL\" \"$TOKEN\"");
            assertThat(ended.exitCode()).as(ended.output()).isZero();
            List<String> values = ended.output().lines().toList();
            project.export("URL", values.get(values.size() - 2));
            project.export("TOKEN", values.getLast());
        }
    }

    @AfterAll
    void stop() throws Exception {
        if (dev != null) {
            dev.close();
            project.unlink();
        }
    }

    @Test
    void everyBlockIsTriedOrSaysWhyNot() {
        List<String> wrong = new ArrayList<>();
        for (Block block : blocks) {
            boolean tried =
                    List.of("sh", "console", "json", "yaml", "java").contains(block.language()) || isMistake(block);
            boolean known = block.marker().isEmpty()
                    || block.isLeftOut()
                    || List.of(BEFORE, FIRST, OF_DEV, DocumentsCodeTest.PART).contains(block.marker());
            if (!known || !(tried || block.isLeftOut())) {
                wrong.add(block.where() + " " + block.language() + " " + block.marker());
            }
        }
        long fences = documents.stream()
                .flatMap(document -> document.lines().stream())
                .filter(line -> line.strip().startsWith("```"))
                .count();
        assertThat(wrong).as("see \"Documents\" in CONTRIBUTING.md").isEmpty();
        assertThat(blocks).hasSize((int) (fences / 2));
        assertThat(marked(FIRST)).hasSize(1);
    }

    @TestFactory
    Stream<DynamicTest> commandsWorkAndAnswerAsShown() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            Optional<Block> answer = Optional.of(i + 1)
                    .filter(next -> next < blocks.size())
                    .map(blocks::get)
                    .filter(next -> next.document().equals(block.document()))
                    .filter(next ->
                            next.language().equals("json") && next.marker().isEmpty());
            if (block.isCommand() && block.marker().isEmpty()) {
                tests.add(dynamicTest(block.where(), () -> answersAsShown(block, answer)));
            } else {
                assertThat(answer)
                        .as("after %s, which is not run", block.where())
                        .isEmpty();
            }
        }
        return tests.stream();
    }

    @Test
    @Tag("R-101")
    void theLineThatDevPrintsAnswersAsTheReadmeShows() throws Exception {
        UnpackedProject.Ended ended = project.shell(dev.await("^\\s*(curl .*)$", Duration.ofSeconds(5)));

        assertThat(marked(OF_DEV)).hasSize(1);
        new ShownAnswer(marked(OF_DEV).getFirst().text()).isThatOf(ended.output());
    }

    @Test
    void theToolOfTheDocumentIsServed() throws Exception {
        UnpackedProject.Ended ended = project.shell("curl -sS --cacert .sluice/cert.pem \"$URL/mcp\""
                + " -H 'Content-Type: application/json' -H \"Authorization: Bearer $TOKEN\" -d '"
                + TestCaller.envelope("forecast", "{\"city\":\"Oslo\"}") + "'");

        assertThat(ended.output()).contains("Sunny in Oslo.");
    }

    @TestFactory
    Stream<DynamicTest> configurationsLoad(@TempDir Path folder) {
        return of("yaml").stream()
                .map(block -> dynamicTest(block.where(), () -> {
                    Path file = Files.writeString(folder.resolve("sluice.yaml"), block.text());
                    assertThat(ConfigLoader.load(Optional.of(file), VARIABLES).warnings())
                            .noneMatch(warning -> warning.contains("unknown"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> mistakesAreToldAsShown(@TempDir Path folder) {
        return blocks.stream()
                .filter(DocumentsIT::isMistake)
                .map(block -> dynamicTest(block.where(), () -> {
                    Matcher shown = Mistake.SHOWN.matcher(block.text());
                    assertThat(shown.matches()).isTrue();
                    String yaml = "\n".repeat(Integer.parseInt(shown.group("line")) - 2) + shown.group("section")
                            + ":\n  " + shown.group("key") + ": " + shown.group("value");
                    Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
                    assertThatThrownBy(() -> ConfigLoader.load(Optional.of(file), new HashMap<>(VARIABLES)))
                            .isInstanceOf(InvalidConfigException.class)
                            .hasMessageEndingWith(block.text());
                }));
    }

    @Test
    @Tag("R-101")
    void theLauncherTellsItsVersion() throws Exception {
        UnpackedProject.Ended ended = project.shell("./sluice --version");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.output()).startsWith("sluice ").contains("java 25");
    }

    private void answersAsShown(Block block, Optional<Block> answer) throws InterruptedException {
        String output = succeeds(block);
        answer.ifPresent(shown -> new ShownAnswer(shown.text()).isThatOf(output));
        for (String shown : block.shown()) {
            if (shown.startsWith("{")) {
                new ShownAnswer(shown).isAmong(output.lines().toList());
            } else {
                assertThat(output).as(block.where()).contains(shown);
            }
        }
    }

    private String succeeds(Block block) throws InterruptedException {
        UnpackedProject.Ended ended = project.shell(script(block));
        assertThat(ended.exitCode())
                .as("%s%n%s%n%s", block.where(), block.script(), ended.output())
                .isZero();
        return ended.output();
    }

    private String script(Block block) {
        return port == null ? block.script() : block.script().replace("localhost:8443", "localhost:" + port);
    }

    private static boolean isMistake(Block block) {
        return block.language().equals("text")
                && Mistake.SHOWN.matcher(block.text()).matches();
    }

    private List<Block> of(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language) && !block.isLeftOut())
                .filter(block -> !block.marker().equals(DocumentsCodeTest.PART))
                .toList();
    }

    private List<Block> marked(String marker) {
        return blocks.stream().filter(block -> block.marker().equals(marker)).toList();
    }

    /** A wrong value as the loader tells it. */
    private static final class Mistake {
        static final Pattern SHOWN =
                Pattern.compile("sluice\\.yaml:(?<line>\\d+): (?<section>\\w+)\\.(?<key>\\w+): (?<value>\\S+) .+");
    }
}
