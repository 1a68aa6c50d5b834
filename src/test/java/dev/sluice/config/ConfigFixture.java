package dev.sluice.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a configuration file and loads it. */
final class ConfigFixture {
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final Path file;

    ConfigFixture(Path directory) {
        this.file = directory.resolve("sluice.yaml");
    }

    Path file() {
        return file;
    }

    Loaded load(String yaml, Map<String, String> env) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConfigLoader.load(Optional.of(file), env);
    }

    /** Loads with a token secret, so that the rest of the file is what the test is about. */
    Loaded load(String yaml) {
        return load(yaml, Map.of("JWT_SECRET", SECRET));
    }

    /** The messages about a file that is refused, with the bare name of the file. */
    List<String> refused(String yaml, Map<String, String> env) {
        return shortened(catchThrowableOfType(InvalidConfigException.class, () -> load(yaml, env)));
    }

    List<String> refused(String yaml) {
        return refused(yaml, Map.of("JWT_SECRET", SECRET));
    }

    List<String> warnings(String yaml) {
        return load(yaml).warnings().stream()
                .map(line -> line.replace(file.toString(), "sluice.yaml"))
                .toList();
    }

    private List<String> shortened(InvalidConfigException e) {
        return String.valueOf(e.getMessage())
                .replace(file.toString(), "sluice.yaml")
                .lines()
                .toList();
    }
}
