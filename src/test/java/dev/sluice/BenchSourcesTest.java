package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sources below {@code bench}, which the build does not compile, fit what they measure. */
class BenchSourcesTest {
    private static final Path BENCH = Path.of("bench");
    private static final Path JMH = BENCH.resolve("jmh");

    @TempDir
    Path classes;

    /** Each is compiled by itself: they are programs of their own. */
    static Stream<Path> programs() {
        return sources(BENCH).stream().filter(source -> !source.startsWith(JMH));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyProgramCompiles(Path source) {
        assertThat(complaints(List.of(source), "")).isEmpty();
    }

    @Test
    void theMicroBenchmarksCompile() {
        Path jmh = jmh();
        assumeThat(jmh)
                .as("JMH is not in the local repository; bench/jmh/run.sh fetches it")
                .exists();

        assertThat(complaints(sources(JMH.resolve("src")), File.pathSeparator + jmh))
                .isEmpty();
    }

    private String complaints(List<Path> sources, String more) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-cp", System.getProperty("java.class.path") + more, "-d", classes.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            return compiled ? "" : complaints.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains(File.separator + "target" + File.separator))
                    .sorted()
                    .toList();
            assertThat(sources).isNotEmpty();
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where Maven keeps the version that {@code bench/jmh/pom.xml} names. */
    private static Path jmh() {
        try {
            String version = Files.readString(JMH.resolve("pom.xml"))
                    .replaceAll("(?s).*<jmh.version>([^<]+)</jmh.version>.*", "$1");
            return Path.of(
                    System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"),
                    "org/openjdk/jmh/jmh-core",
                    version,
                    "jmh-core-" + version + ".jar");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
