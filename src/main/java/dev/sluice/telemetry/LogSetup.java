package dev.sluice.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.sluice.config.LogConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the log up as configured: lines to standard error (standard output belongs to the protocol when it runs over
 * stdio), and to a file that is rotated by day and size.
 */
public final class LogSetup {
    /** A log file is closed and compressed at this size, or at the end of the day. */
    private static final long FILE_SIZE = 64L * 1024 * 1024;

    private static final int DAYS = 14;
    /** All log files together. */
    private static final long ALL_FILES = 1024L * 1024 * 1024;

    private static final LongAdder DROPPED = new LongAdder();
    private static final AtomicBoolean HOOKED = new AtomicBoolean();

    private LogSetup() {}

    /** Takes effect at once and replaces what was set up before. Call it once at start, before anything logs much. */
    public static void apply(LogConfig config) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        List<Appender<ILoggingEvent>> targets = new ArrayList<>();
        targets.add(console(context, config.format()));
        config.file().ifPresent(file -> targets.add(file(context, config.format(), file)));
        QueuedAppender queued = new QueuedAppender(targets, QueuedAppender.CAPACITY, DROPPED);
        queued.setContext(context);
        queued.start();
        setLevels(context, Level.toLevel(config.level(), Level.INFO));
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queued);
        JulBridge.install();
        if (HOOKED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(LogSetup::drain, "sluice-log-drain"));
        }
    }

    /** Only errors are logged from now on until {@link #apply}; for a command that says itself what is wrong. */
    public static void quieten() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
    }

    /** Libraries keep quiet below INFO: at DEBUG they would show bodies and headers that are not theirs to show. */
    private static void setLevels(LoggerContext context, Level level) {
        Level libraries = level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO;
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries);
        context.getLogger("com.zaxxer.hikari").setLevel(Level.WARN);
        // Vert.x registers one gauge for each of its clients, which Micrometer warns of.
        context.getLogger("io.micrometer.core.instrument.MeterRegistry").setLevel(Level.ERROR);
        context.getLogger("dev.sluice").setLevel(level);
        // Security events are written whatever the level of the rest.
        context.getLogger("security").setLevel(Level.INFO);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogConfig.Format format) {
        LineEncoder encoder = switch (format) {
            case JSON -> new LineEncoder.Json();
            case TEXT -> new LineEncoder.Text();
        };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Appender<ILoggingEvent> console(LoggerContext context, LogConfig.Format format) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stderr");
        console.setTarget("System.err");
        console.setEncoder(encoder(context, format));
        console.start();
        return console;
    }

    private static Appender<ILoggingEvent> file(LoggerContext context, LogConfig.Format format, Path file) {
        RollingFileAppender<ILoggingEvent> rolling = new RollingFileAppender<>();
        rolling.setContext(context);
        rolling.setName("file");
        rolling.setFile(file.toString());
        rolling.setEncoder(encoder(context, format));
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(rolling);
        policy.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i.gz");
        policy.setMaxFileSize(new FileSize(FILE_SIZE));
        policy.setMaxHistory(DAYS);
        policy.setTotalSizeCap(new FileSize(ALL_FILES));
        policy.start();
        rolling.setRollingPolicy(policy);
        rolling.start();
        return rolling;
    }

    /** Lines dropped since the start because they could not be written fast enough. */
    static long dropped() {
        return DROPPED.sum();
    }

    /** Waits, at most two seconds, until everything logged so far has been written. */
    public static void drain() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof QueuedAppender queued) {
                queued.drain();
            }
        });
    }
}
