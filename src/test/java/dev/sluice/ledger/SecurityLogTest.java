package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.bus.AuditRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@Tag("R-603")
class SecurityLogTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Records.NOON);
    private final SecurityLog log = new SecurityLog(now::get);
    private final Logger logger = (Logger) LoggerFactory.getLogger("security");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private static Map<String, Object> pairs(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .filter(pair -> pair.value != null)
                .collect(Collectors.toMap(pair -> pair.key, pair -> Objects.requireNonNull(pair.value)));
    }

    @Test
    void writesSecurityEventsWithTheirFieldsAndNothingElse() {
        log.append(Records.call(1));
        log.append(Records.event(AuditRecord.PERMISSION_DENIED, 2));

        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(pairs(line))
                        .containsEntry("event", "permission_denied")
                        .containsEntry("requestId", "n1.0-2")
                        .containsEntry("address", "192.0.2.7")
                        .containsEntry("detail", "signature"));
    }

    @Test
    void holdsBackAFloodOfOneKindAndSaysHowMuchWithoutSilencingOthers() {
        for (int i = 0; i < 1_000; i++) {
            log.append(Records.event(AuditRecord.AUTH_FAILURE, i));
        }
        log.append(Records.event(AuditRecord.RATE_LIMIT_HIT, 1));
        assertThat(lines.list).hasSize(SecurityLog.LINES_PER_SECOND + 1);

        log.summarise();
        assertThat(lines.list).hasSize(SecurityLog.LINES_PER_SECOND + 1);
        now.set(Records.NOON.plusSeconds(1));
        log.summarise();

        assertThat(pairs(lines.list.getLast())).isEqualTo(Map.of("event", "auth_failure", "count", 900L));
        List<ILoggingEvent> before = List.copyOf(lines.list);
        log.append(Records.event(AuditRecord.AUTH_FAILURE, 1));
        assertThat(lines.list).hasSize(before.size() + 1);
    }
}
