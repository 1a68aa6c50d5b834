package dev.sluice.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a property with random input until its time is over. A case may neither throw, nor take longer than
 * {@link #CASE_LIMIT}, nor allocate more than {@link #CASE_BYTES}. What breaks it is told with the seed of the case:
 * {@code -Dsluice.fuzz.seed=N} runs that case alone, {@code -Dsluice.fuzz.time=60000} goes on for that many milliseconds.
 */
public final class Fuzz {
    /** How long a case may take; generous, since other work shares the processors. */
    public static final Duration CASE_LIMIT = Duration.ofSeconds(10);

    /** How much a case may allocate, its own input included. */
    public static final long CASE_BYTES = 64L << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(Fuzz.class);
    private static final long MILLIS = Long.getLong("sluice.fuzz.time", 1_000);
    private static final @Nullable Long SEED = Long.getLong("sluice.fuzz.seed");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Property property;
    private final long deadline;

    private final AtomicLong tried = new AtomicLong();
    private volatile long seed;
    private volatile long startedNanos;
    private volatile @Nullable Throwable broken;

    /** Holds for every input. */
    @FunctionalInterface
    public interface Property {
        void check(Draw draw) throws Exception;
    }

    private Fuzz(Property property, int times) {
        this.property = property;
        this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS * times);
    }

    /** Tries one property for a second, or as long as is said. */
    public static void check(Property property) throws InterruptedException {
        check(1, property);
    }

    /** Tries one property so many times as long. */
    public static void check(int times, Property property) throws InterruptedException {
        new Fuzz(property, times).run();
    }

    private void run() throws InterruptedException {
        seed = SEED != null ? SEED : System.nanoTime() ^ 0x5DEECE66DL;
        startedNanos = System.nanoTime();
        Thread worker = Thread.ofPlatform().daemon().name("fuzz").start(this::cases);
        while (!worker.join(Duration.ofMillis(50))) {
            if (System.nanoTime() - startedNanos > CASE_LIMIT.toNanos()) {
                throw new AssertionError(
                        "took longer than " + CASE_LIMIT + again() + "\n" + Arrays.toString(worker.getStackTrace()));
            }
        }
        if (broken != null) {
            throw new AssertionError("broken" + again() + ": " + broken, broken);
        }
        LOGGER.atInfo().addKeyValue("cases", tried).log("Nothing broke it");
    }

    private void cases() {
        do {
            startedNanos = System.nanoTime();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                property.check(new Draw(seed));
                long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
                if (bytes > CASE_BYTES) {
                    throw new AssertionError("allocated " + bytes + " bytes");
                }
            } catch (Throwable e) {
                broken = e;
                return;
            }
            tried.incrementAndGet();
            seed = next(seed);
        } while (SEED == null && System.nanoTime() - deadline < 0);
    }

    private static long next(long seed) {
        return seed * 6364136223846793005L + 1442695040888963407L;
    }

    private String again() {
        return ", try again with -Dsluice.fuzz.seed=" + seed;
    }
}
