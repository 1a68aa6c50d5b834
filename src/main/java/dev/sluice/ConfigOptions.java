package dev.sluice;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.ConfigWatcher;
import dev.sluice.config.Loaded;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the configuration comes from. */
final class ConfigOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration file (YAML).")
    @Nullable
    Path file;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 picks a free one.")
    @Nullable
    Integer port;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to bind.")
    @Nullable
    String host;

    /** Watches the file, when there is one. Blocking. */
    Optional<ConfigWatcher> watcher(Loaded inForce, Map<String, String> environment) {
        Map<String, String> same = Map.copyOf(environment);
        return watcher(inForce, () -> load(same), Set.of());
    }

    /**
     * Watches the file and others, when there are any. Blocking.
     *
     * @param again loads what {@code inForce} is, anew
     * @param others files that it is made of besides
     */
    Optional<ConfigWatcher> watcher(Loaded inForce, Supplier<Loaded> again, Set<Path> others) {
        Set<Path> files = new LinkedHashSet<>(others);
        if (file != null) {
            files.add(file);
        }
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(new ConfigWatcher(inForce.config(), files, again, InstantSource.system()));
    }

    /** Loads the configuration; the options win over the environment, the environment over the file. */
    Loaded load(Map<String, String> environment) {
        Map<String, String> env = new HashMap<>(environment);
        if (port != null) {
            env.put("PORT", Integer.toString(port));
        }
        if (host != null) {
            env.put("HOST", host);
        }
        return ConfigLoader.load(Optional.ofNullable(file), env);
    }
}
