package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.Bytes;
import dev.sluice.config.LogConfig;
import io.vertx.core.json.JsonObject;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("R-603")
class LogSetupTest {
    @TempDir
    Path dir;

    @AfterEach
    void restore() throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        URL defaults = LogSetupTest.class.getResource("/logback.xml");
        configurator.doConfigure(Objects.requireNonNull(defaults));
    }

    @Test
    void writesLinesOfTheLevelToTheFile() throws Exception {
        Path file = dir.resolve("sluice.log");
        LogSetup.apply(new LogConfig("warn", LogConfig.Format.JSON, Optional.of(file), Bytes.kib(1)));

        Logger logger = LoggerFactory.getLogger("dev.sluice.test");
        logger.atInfo().log("too little");
        logger.atWarn().addKeyValue("tool", "echo").log("enough");
        LoggerFactory.getLogger("security")
                .atInfo()
                .addKeyValue("event", "auth_failure")
                .log("Security event");
        java.util.logging.Logger.getLogger("some.library").log(Level.WARNING, "by {0}", "another way");
        LogSetup.drain();

        List<JsonObject> lines =
                Files.readAllLines(file).stream().map(JsonObject::new).toList();
        assertThat(lines)
                .extracting(line -> line.getString("message"))
                .containsExactly("enough", "Security event", "by another way");
        assertThat(lines.getFirst().getString("tool")).isEqualTo("echo");
    }

    @Test
    void dropsAndCountsWhatDoesNotFitInsteadOfWaiting() {
        LongAdder dropped = new LongAdder();
        CountDownLatch release = new CountDownLatch(1);
        ListAppender<ILoggingEvent> written = new ListAppender<>() {
            @Override
            protected void append(ILoggingEvent event) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.append(event);
            }
        };
        written.start();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Appender<ILoggingEvent> queued = new QueuedAppender(List.of(written), 4, dropped);
        queued.setContext(context);
        queued.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queued);

        for (int i = 0; i < 20; i++) {
            LoggerFactory.getLogger("dev.sluice.test")
                    .atWarn()
                    .addKeyValue("i", i)
                    .log("line");
        }
        release.countDown();
        queued.stop();

        assertThat(dropped.sum()).isBetween(15L, 16L);
        assertThat(written.list)
                .filteredOn(event -> event.getMessage().equals("Log lines were dropped"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getKeyValuePairs().getFirst().value).isEqualTo(dropped.sum()));
        assertThat(written.list).hasSize((int) (20 - dropped.sum() + 1));
    }

    @Test
    void sleepsWhileThereIsNothingToWriteAndEndsAllTheSame() {
        // given
        Set<Thread> others = writers();
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.start();
        QueuedAppender queued = new QueuedAppender(List.of(written), 4, new LongAdder());
        queued.start();

        // then: it wakes up for events only
        Set<Thread> own = writers();
        own.removeAll(others);
        Thread writer = own.iterator().next();
        await().until(() -> writer.getState() == Thread.State.WAITING);

        // when
        queued.stop();

        // then
        assertThat(writer.isAlive()).isFalse();
        assertThat(written.list).isEmpty();
    }

    private static Set<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("sluice-log"))
                .collect(Collectors.toSet());
    }
}
