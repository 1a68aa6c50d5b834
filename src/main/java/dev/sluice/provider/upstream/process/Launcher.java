package dev.sluice.provider.upstream.process;

import dev.sluice.config.UpstreamConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs: as the configuration names them, without a shell, with an environment that holds nothing but what is
 * named here, in a session of their own where {@code setsid} is there. Thread-safe.
 */
final class Launcher {
    /** Marks all processes of one child, whatever groups and parents they give themselves. */
    static final String MARK = "SLUICE_CHILD";

    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "TMPDIR", "USER");
    private static final String LOCALE = "LC_";
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final @Nullable Path SETSID = find("setsid", DEFAULT_PATH);

    private Launcher() {}

    /** A program that runs. */
    record Launched(Process process, ProcessTree tree) {}

    /**
     * Starts it; blocks for some milliseconds.
     *
     * @throws IOException with one sentence that says what is missing
     */
    static Launched launch(UpstreamConfig.Command command) throws IOException {
        Map<String, String> environment = environment(command, System.getenv());
        String mark = mark(System.getenv(MARK));
        environment.put(MARK, mark);
        requireProgram(command, environment.getOrDefault("PATH", DEFAULT_PATH));
        ProcessBuilder builder = new ProcessBuilder(words(command));
        builder.environment().clear();
        builder.environment().putAll(environment);
        command.directory().map(Path::toFile).ifPresent(builder::directory);
        Process process = builder.start();
        return new Launched(process, new ProcessTree(process.toHandle(), mark, SETSID != null));
    }

    /** What the child sees of the environment. */
    static Map<String, String> environment(UpstreamConfig.Command command, Map<String, String> own) {
        Map<String, String> given = new TreeMap<>();
        own.forEach((name, value) -> {
            if (INHERITED.contains(name) || name.startsWith(LOCALE)) {
                given.put(name, value);
            }
        });
        command.environment().forEach((name, value) -> given.put(name, value.reveal()));
        return given;
    }

    /** Unique, and within the mark of the gateway when that is itself the child of another one. */
    private static String mark(@Nullable String outer) {
        String own = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return outer == null ? own : outer + '.' + own;
    }

    private static List<String> words(UpstreamConfig.Command command) {
        List<String> words = new ArrayList<>(command.command());
        if (SETSID != null) {
            words.addFirst(SETSID.toString());
        }
        return words;
    }

    /* Here, since setsid would tell of it by an exit code only. */
    private static void requireProgram(UpstreamConfig.Command command, String path) throws IOException {
        Path directory = command.directory().orElse(Path.of(""));
        if (!Files.isDirectory(directory.toAbsolutePath())) {
            throw new IOException("The working directory " + directory + " does not exist");
        }
        String program = command.command().getFirst();
        if (program.indexOf('/') >= 0) {
            if (!Files.isExecutable(directory.resolve(program))) {
                throw new IOException("The program " + program + " does not exist or cannot be executed");
            }
        } else if (find(program, path) == null) {
            throw new IOException("The program " + program + " is in no directory of PATH");
        }
    }

    private static @Nullable Path find(String program, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElse(null);
    }
}
