package dev.sluice;

import dev.sluice.config.DurationText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code sluice rehearse}: serves calls of its own for a while. The launcher lets the JVM keep the classes that this took
 * (an AOT cache: JEP 483 and 514), and the next starts read it.
 */
@Command(
        name = "rehearse",
        description = {
            "Serve calls of its own for a while, so that the JVM keeps its classes (target/sluice.aot) and the next"
                    + " starts are faster.",
            "Opens two ports of the loopback address and leaves nothing else behind."
        },
        mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
    @Option(
            names = "--for",
            defaultValue = "5s",
            paramLabel = "TIME",
            description = "How long it calls (default: ${DEFAULT-VALUE}).")
    private String length = "5s";

    @Override
    public Integer call() throws Exception {
        Duration time = DurationText.parse(length);
        Path folder = Files.createTempDirectory("sluice-rehearsal");
        try {
            System.err.println("sluice: rehearsing for " + time.toSeconds() + " s");
            long calls = new Rehearsal(folder).run(time);
            System.err.println("sluice: rehearsed " + calls + " calls");
            return Sluice.OK;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> found = Files.walk(folder)) {
            inside = found.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path each : inside) {
            Files.deleteIfExists(each);
        }
    }
}
