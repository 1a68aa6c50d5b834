package dev.sluice.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration that may be used.
 *
 * @param warnings what is allowed but worth a look, one line each, without secrets
 * @param file where it came from, besides built-in defaults and environment
 */
public record Loaded(SluiceConfig config, List<String> warnings, Optional<Path> file) {
    public Loaded {
        warnings = List.copyOf(warnings);
    }
}
