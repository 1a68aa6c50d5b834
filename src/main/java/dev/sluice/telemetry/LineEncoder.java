package dev.sluice.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.slf4j.event.KeyValuePair;

/** One event, one line. */
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final int TYPICAL_LENGTH = 256;

    abstract void write(StringBuilder out, ILoggingEvent event);

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder out = new StringBuilder(TYPICAL_LENGTH);
        write(out, event);
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    static String message(ILoggingEvent event) {
        return LineText.safe(Objects.requireNonNullElse(event.getFormattedMessage(), ""), LineText.MAX_LENGTH);
    }

    static List<KeyValuePair> pairs(ILoggingEvent event) {
        return Objects.requireNonNullElse(event.getKeyValuePairs(), List.of());
    }

    static String value(KeyValuePair pair) {
        return Redaction.isTelling(pair.key) && !(pair.value instanceof Number || pair.value instanceof Boolean)
                ? Redaction.MASK
                : LineText.safe(String.valueOf(pair.value), LineText.MAX_LENGTH);
    }

    static String stack(IThrowableProxy failure) {
        return LineText.safe(ThrowableProxyUtil.asString(failure), LineText.MAX_STACK);
    }

    /** Lines as JSON objects, key-values as members. */
    static final class Json extends LineEncoder {
        private static final List<String> TAKEN = List.of("timestamp", "level", "logger", "thread", "message", "error");

        @Override
        void write(StringBuilder out, ILoggingEvent event) {
            out.append("{\"timestamp\":\"").append(event.getInstant()).append("\",\"level\":\"");
            out.append(event.getLevel()).append('"');
            member(out, "logger", event.getLoggerName());
            member(out, "thread", event.getThreadName());
            member(out, "message", message(event));
            for (KeyValuePair pair : pairs(event)) {
                pair(out, pair);
            }
            IThrowableProxy failure = event.getThrowableProxy();
            if (failure != null) {
                String what = Objects.requireNonNullElse(failure.getMessage(), "");
                out.append(",\"error\":{\"type\":");
                LineText.json(out, failure.getClassName());
                member(out, "message", LineText.safe(what, LineText.MAX_LENGTH));
                member(out, "stack", stack(failure));
                out.append('}');
            }
            out.append('}');
        }

        private static void pair(StringBuilder out, KeyValuePair pair) {
            if (pair.value == null) {
                return;
            }
            // A key of ours keeps its meaning whatever a library calls its own.
            String key = TAKEN.contains(pair.key) ? pair.key + '_' : pair.key;
            if (pair.value instanceof Integer || pair.value instanceof Long || pair.value instanceof Boolean) {
                out.append(',');
                LineText.json(out, key);
                out.append(':').append(pair.value);
            } else {
                member(out, key, value(pair));
            }
        }

        private static void member(StringBuilder out, String key, String value) {
            out.append(',');
            LineText.json(out, key);
            out.append(':');
            LineText.json(out, value);
        }
    }

    /** Lines for a terminal. Only a stack trace takes more than one, each of its lines indented. */
    static final class Text extends LineEncoder {
        @Override
        void write(StringBuilder out, ILoggingEvent event) {
            out.append(event.getInstant()).append(' ');
            String level = event.getLevel().toString();
            out.append(level).append(" ".repeat(Math.max(1, 6 - level.length())));
            LineText.plain(out, event.getLoggerName());
            out.append(" - ");
            LineText.plain(out, message(event));
            for (KeyValuePair pair : pairs(event)) {
                if (pair.value != null) {
                    out.append(' ');
                    LineText.plain(out, pair.key);
                    out.append('=');
                    value(out, value(pair));
                }
            }
            IThrowableProxy failure = event.getThrowableProxy();
            if (failure != null) {
                stack(failure).lines().forEach(line -> {
                    out.append("\n    ");
                    LineText.plain(out, line.strip());
                });
            }
        }

        private static void value(StringBuilder out, String value) {
            boolean bare = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
            if (bare) {
                LineText.plain(out, value);
            } else {
                out.append('"');
                LineText.plain(out, value.replace("\\", "\\\\").replace("\"", "\\\""));
                out.append('"');
            }
        }
    }
}
