package dev.sluice.mcp;

import java.util.Locale;
import java.util.Optional;

/** The severities of log messages (RFC 5424, section 6.2.1), from the least to the gravest. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wire() {
        return wire;
    }

    /** Whether a message of this level is wanted by somebody who asked for the given level and up. */
    public boolean isAtLeast(LogLevel wanted) {
        return compareTo(wanted) >= 0;
    }

    /** The level of this name, empty when there is none. */
    public static Optional<LogLevel> of(String wire) {
        for (LogLevel level : values()) {
            if (level.wire.equals(wire)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
