package dev.sluice.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The log.
 *
 * @param level least level written: trace, debug, info, warn, error
 * @param format how lines look
 * @param file also write to this file, rotated by size and day
 * @param maxBodySize how much of a body a debug line may hold
 */
public record LogConfig(String level, Format format, Optional<Path> file, Bytes maxBodySize) {
    /** How log lines look. */
    public enum Format {
        JSON,
        TEXT
    }
}
