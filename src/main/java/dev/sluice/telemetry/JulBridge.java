package dev.sluice.telemetry;

import java.text.MessageFormat;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Brings what libraries log by the JDK's logging into ours, so that every line has one form and one redaction. */
final class JulBridge extends Handler {
    static void install() {
        LogManager.getLogManager().reset();
        java.util.logging.Logger.getLogger("").addHandler(new JulBridge());
    }

    @Override
    public void publish(LogRecord entry) {
        String name = Objects.requireNonNullElse(entry.getLoggerName(), "java.util.logging");
        LoggingEventBuilder event = LoggerFactory.getLogger(name).atLevel(level(entry.getLevel()));
        Throwable cause = entry.getThrown();
        if (cause != null) {
            event = event.setCause(cause);
        }
        event.log("{}", text(entry));
    }

    private static String text(LogRecord entry) {
        String pattern = Objects.requireNonNullElse(entry.getMessage(), "");
        Object[] parameters = entry.getParameters();
        if (parameters == null || parameters.length == 0) {
            return pattern;
        }
        try {
            return MessageFormat.format(pattern, parameters);
        } catch (IllegalArgumentException e) {
            return pattern;
        }
    }

    private static Level level(java.util.logging.Level level) {
        int value = level.intValue();
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARN;
        }
        return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
    }

    @Override
    public void flush() {
        // Nothing is held back here.
    }

    @Override
    public void close() {
        // Nothing is open here.
    }
}
