package dev.sluice.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes events on a thread of its own, so that a slow terminal or disk never holds up an event loop. Bounded: what does
 * not fit is dropped, counted, and the count is logged.
 */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** Events that may wait. */
    static final int CAPACITY = 8_192;

    /** Wakes the thread to see that it must end; no event. */
    private static final ILoggingEvent WAKE = new LoggingEvent();

    private static final long STOP_MILLIS = 2_000;
    private static final long DRAIN_POLL_NANOS = 1_000_000;

    private final List<Appender<ILoggingEvent>> targets;
    private final LongAdder dropped;
    private final BlockingQueue<ILoggingEvent> queue;
    private final Thread thread =
            Thread.ofPlatform().name("sluice-log").daemon().unstarted(this::run);
    private final AtomicLong unwritten = new AtomicLong();
    private volatile boolean stopping;
    /** Writer thread. */
    private long reported;

    QueuedAppender(List<Appender<ILoggingEvent>> targets, int capacity, LongAdder dropped) {
        this.targets = List.copyOf(targets);
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.dropped = dropped;
        this.reported = dropped.sum();
    }

    @Override
    public void start() {
        super.start();
        thread.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        unwritten.incrementAndGet();
        if (!queue.offer(event)) {
            unwritten.decrementAndGet();
            dropped.increment();
        }
    }

    private void run() {
        while (!stopping || !queue.isEmpty()) {
            ILoggingEvent next = next();
            if (next != null && !next.equals(WAKE)) {
                write(next);
                reportDrops(next);
                unwritten.decrementAndGet();
            }
        }
    }

    private @Nullable ILoggingEvent next() {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            // Nobody but us knows this thread; it ends by the flag.
            return null;
        }
    }

    private void write(ILoggingEvent event) {
        for (Appender<ILoggingEvent> target : targets) {
            target.doAppend(event);
        }
    }

    private void reportDrops(ILoggingEvent after) {
        long count = dropped.sum() - reported;
        if (count > 0 && getContext() instanceof ch.qos.logback.classic.LoggerContext loggers) {
            reported += count;
            Logger logger = loggers.getLogger(QueuedAppender.class);
            LoggingEvent event =
                    new LoggingEvent(Logger.class.getName(), logger, Level.WARN, "Log lines were dropped", null, null);
            event.setKeyValuePairs(List.of(new org.slf4j.event.KeyValuePair("count", count)));
            event.setInstant(after.getInstant());
            write(event);
        }
    }

    /** Waits, for a bounded time, until what was logged before has been written. */
    void drain() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        while (unwritten.get() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(DRAIN_POLL_NANOS);
        }
    }

    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        stopping = true;
        // When it is full the thread has no reason to sleep.
        boolean unused = queue.offer(WAKE);
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        targets.forEach(Appender::stop);
    }
}
