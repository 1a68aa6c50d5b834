package dev.sluice.provider;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Blocking tasks of one provider on virtual threads: {@value #MAX_RUNNING} run, {@value #MAX_WAITING} wait, more fail
 * at once. Each provider has its own, so that one with a slow database does not hold up the others. Thread-safe.
 */
final class BlockingWork {
    static final int MAX_RUNNING = 64;
    static final int MAX_WAITING = 1_000;

    private static final String TASKS = "mcp.blocking.tasks";

    private final Vertx vertx;
    private final MeterRegistry meters;
    private final Semaphore running = new Semaphore(MAX_RUNNING, true);
    private final AtomicInteger admitted = new AtomicInteger();
    private final ExecutorService threads;
    private final Counter rejected;
    private final Gauge tasks;

    BlockingWork(Vertx vertx, String provider, MeterRegistry meters) {
        this.vertx = vertx;
        this.meters = meters;
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(provider + "-blocking-", 0).factory());
        this.tasks = OwnMeters.instead(
                TASKS,
                provider,
                Gauge.builder(TASKS, admitted, AtomicInteger::get)
                        .description("Blocking tasks of a provider that run or wait"),
                meters);
        this.rejected = Counter.builder("mcp.blocking.rejected")
                .description("Blocking tasks refused because as many ran and waited as are allowed")
                .tag("provider", provider)
                .register(meters);
    }

    /** See {@link ProviderHost#blocking}. */
    <T> Future<T> run(Callable<T> work) {
        if (admitted.incrementAndGet() > MAX_RUNNING + MAX_WAITING) {
            return refuse(MAX_RUNNING + " blocking tasks run and " + MAX_WAITING + " wait; no more are taken");
        }
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        try {
            threads.execute(() -> perform(work, context, promise));
        } catch (RejectedExecutionException closed) {
            return refuse("the provider has been stopped");
        }
        return promise.future();
    }

    /** Takes no more tasks; those that run go on. */
    void close() {
        threads.shutdown();
        OwnMeters.remove(tasks, meters);
    }

    private <T> void perform(Callable<T> work, Context context, Promise<T> promise) {
        running.acquireUninterruptibly();
        try {
            T value = work.call();
            context.runOnContext(ignored -> promise.complete(value));
        } catch (Throwable failure) {
            context.runOnContext(ignored -> promise.fail(failure));
        } finally {
            running.release();
            admitted.decrementAndGet();
        }
    }

    private <T> Future<T> refuse(String reason) {
        admitted.decrementAndGet();
        rejected.increment();
        return Future.failedFuture(new RejectedExecutionException(reason));
    }
}
