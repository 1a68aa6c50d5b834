package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

@Tag("R-603")
class LogLinesTest {
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

    private static LoggingEvent event(String message, @Nullable Throwable cause, KeyValuePair... pairs) {
        Logger logger = new LoggerContext().getLogger("dev.sluice.test");
        LoggingEvent event = new LoggingEvent("test", logger, Level.WARN, message, cause, new Object[0]);
        event.setInstant(Instant.parse("2026-11-20T12:00:00Z"));
        event.setThreadName("loop-1");
        event.setKeyValuePairs(List.of(pairs));
        return event;
    }

    private static String line(LineEncoder encoder, LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private static JsonObject json(LoggingEvent event) {
        String line = line(new LineEncoder.Json(), event);
        assertThat(line).endsWith("}\n");
        assertThat(line.chars().filter(c -> c == '\n').count()).isEqualTo(1);
        return new JsonObject(line);
    }

    @Test
    void writesKeyValuesAsMembers() {
        JsonObject line = json(event(
                "Security event",
                null,
                new KeyValuePair("requestId", "n1.0-4"),
                new KeyValuePair("count", 7L),
                new KeyValuePair("level", "mine"),
                new KeyValuePair("absent", null)));

        assertThat(line.getString("timestamp")).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(line.getString("level")).isEqualTo("WARN");
        assertThat(line.getString("level_")).isEqualTo("mine");
        assertThat(line.getString("message")).isEqualTo("Security event");
        assertThat(line.getString("requestId")).isEqualTo("n1.0-4");
        assertThat(line.getLong("count")).isEqualTo(7);
        assertThat(line.containsKey("absent")).isFalse();
    }

    @Test
    void masksSecretsInMessagesValuesAndCauses() {
        LoggingEvent event = event(
                "refused Bearer " + JWT,
                new IllegalStateException("password=hunter22 " + JWT),
                new KeyValuePair("token", "opaque-thing"),
                new KeyValuePair("detail", "got " + JWT));

        for (LineEncoder encoder : List.of(new LineEncoder.Json(), new LineEncoder.Text())) {
            assertThat(line(encoder, event)).doesNotContain("eyJ", "hunter22", "opaque-thing");
        }
    }

    @Test
    void cutsWhatIsTooLong() {
        JsonObject line = json(event("m".repeat(50_000), null, new KeyValuePair("value", "v".repeat(50_000))));

        assertThat(line.getString("message"))
                .hasSizeLessThan(LineText.MAX_LENGTH + 50)
                .endsWith(" more)");
        assertThat(line.getString("value")).hasSizeLessThan(LineText.MAX_LENGTH + 50);
    }

    @Test
    void letsNobodyForgeALine() {
        String forged = "x\r\n2026-11-20T12:00:00Z INFO  root - all is well\u001B[2K\u0085\u2028\u202E";

        String text = line(new LineEncoder.Text(), event(forged, null, new KeyValuePair("name", forged)));
        JsonObject json = json(event(forged, null, new KeyValuePair("name", forged)));

        assertThat(text.strip()).doesNotContain("\n", "\r", "\u001B", "\u0085", "\u2028", "\u202E");
        assertThat(text).contains("\\r\\n2026").contains("name=\"x\\r\\n");
        assertThat(json.getString("message")).isEqualTo(forged);
    }

    @Test
    void indentsEveryLineOfAStackTrace() {
        String text = line(new LineEncoder.Text(), event("failed", new IllegalStateException("a\nFORGED")));

        assertThat(text.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("    "));
    }
}
