package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The documents agree with the files and the code around them. */
class DocumentsTest {
    private static final Pattern METER = Pattern.compile("\"(mcp\\.[a-z.]+[a-z])\"");
    private static final Pattern METRIC = Pattern.compile("\\bmcp_[a-z_]+");

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        for (MarkdownFile document : withExamples()) {
            document.links().stream()
                    .filter(link -> !link.contains("://"))
                    .filter(link -> !leads(document, link))
                    .forEach(link -> broken.add(document.path() + ": " + link));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsLinked() {
        Set<Path> linked = new TreeSet<>();
        for (MarkdownFile document : MarkdownFile.ofTheProject()) {
            document.links().forEach(link -> linked.add(target(document, link)));
        }
        assertThat(linked).contains(Path.of("docs", "design.md"));
        assertThat(MarkdownFile.ofTheProject().stream()
                        .map(MarkdownFile::path)
                        .filter(path -> !path.equals(Path.of("README.md")))
                        .filter(path -> !linked.contains(path) && !linked.contains(path.getParent())))
                .isEmpty();
    }

    @Test
    void filesThatAreNamedExist() {
        Set<String> made = Set.of(
                "certs/key.pem",
                "certs/cert.pem",
                "target/sluice.jar",
                "target/sluice.aot",
                "bench/results/results.tsv");
        List<String> missing = new ArrayList<>();
        for (MarkdownFile document : MarkdownFile.ofTheProject()) {
            document.namedPaths().stream()
                    .filter(named -> !made.contains(named))
                    .filter(named ->
                            !Files.exists(Path.of(named)) && !Files.exists(Path.of("src/main/resources", named)))
                    .forEach(named -> missing.add(document.path() + ": " + named));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    @Tag("R-601")
    void operationsTellsOfEveryMetricAndOfNoOther() throws IOException {
        Set<String> inCode = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                METER.matcher(Files.readString(source)).results().forEach(meter -> inCode.add(meter.group(1)));
            }
        }
        Set<String> told = new TreeSet<>();
        METRIC.matcher(Files.readString(Path.of("docs/operations.md")))
                .results()
                .map(metric -> meter(metric.group(), inCode))
                .forEach(told::add);
        assertThat(told).isEqualTo(inCode);
    }

    @Test
    void configurationTellsOfEveryVariableThatOverridesAKey() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dev/sluice/config"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Pattern.compile("\\.env\\(\"([A-Z_]+)\"")
                        .matcher(Files.readString(source))
                        .results()
                        .forEach(variable -> read.add(variable.group(1)));
            }
        }
        Set<String> told = new TreeSet<>();
        Files.readString(Path.of("docs/configuration.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .forEach(cell -> Pattern.compile("`([A-Z_]+)`")
                        .matcher(cell)
                        .results()
                        .forEach(variable -> told.add(variable.group(1))));
        assertThat(told).isEqualTo(read);
    }

    private static List<MarkdownFile> withExamples() throws IOException {
        try (Stream<Path> examples = Files.list(Path.of("examples"))) {
            return Stream.concat(
                            MarkdownFile.ofTheProject().stream(),
                            examples.sorted().map(example -> MarkdownFile.read(example.resolve("README.md"))))
                    .toList();
        }
    }

    /** The name in the code of a metric as Prometheus spells it, with unit and kind at its end. */
    private static String meter(String metric, Set<String> inCode) {
        String name = metric.replace('_', '.');
        return Stream.of(name, without(name, ".total"), without(name, ".seconds"), without(name, ".bytes"))
                .filter(inCode::contains)
                .findFirst()
                .orElse(metric);
    }

    private static String without(String name, String end) {
        return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
    }

    private static boolean leads(MarkdownFile document, String link) {
        String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
        Path target = target(document, link);
        return Files.exists(target)
                && (anchor.isEmpty() || MarkdownFile.read(target).anchors().contains(anchor));
    }

    private static Path target(MarkdownFile document, String link) {
        String file = link.contains("#") ? link.substring(0, link.indexOf('#')) : link;
        return file.isEmpty()
                ? document.path()
                : Path.of("").resolve(document.path()).resolveSibling(file).normalize();
    }
}
