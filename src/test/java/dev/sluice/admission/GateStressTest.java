package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.AdmissionConfig;
import dev.sluice.mcp.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads at one gate, for a bounded number of calls. */
@Tag("R-106")
class GateStressTest {
    private static final int MAX_RUNNING = 3;
    private static final int MAX_WAITING = 8;
    private static final int THREADS = 4;
    private static final int CALLS = 20_000;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final LongAdder done = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Phaser answers = new Phaser(1);

    @Test
    @Timeout(60)
    void neverRunsMoreThanAllowedAndForgetsNobody() throws Exception {
        // given
        try (ExecutorService ownerThread = Executors.newSingleThreadExecutor();
                ExecutorService finishers = Executors.newFixedThreadPool(2);
                ExecutorService callers = Executors.newFixedThreadPool(THREADS)) {
            Gate gate = new Gate(
                    "node",
                    new AdmissionConfig(MAX_RUNNING, MAX_WAITING, Duration.ofHours(1)),
                    new ThreadOwner(ownerThread),
                    InstantSource.system(),
                    new SimpleMeterRegistry());

            // when
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                String caller = "caller" + thread;
                work.add(callers.submit(() -> {
                    for (int i = 0; i < CALLS; i++) {
                        call(gate, caller, finishers);
                    }
                }));
            }
            for (Future<?> one : work) {
                one.get(50, TimeUnit.SECONDS);
            }
            answers.awaitAdvanceInterruptibly(answers.arrive(), 30, TimeUnit.SECONDS);
            ownerThread.submit(() -> {}).get(30, TimeUnit.SECONDS);

            // then
            assertThat(done.sum() + refused.sum()).isEqualTo((long) THREADS * CALLS);
            assertThat(most.get()).isLessThanOrEqualTo(MAX_RUNNING);
            assertThat(gate.running()).isZero();
            assertThat(gate.waiting()).isZero();
            assertThat(gate.callers().count()).isZero();
        }
    }

    private void call(Gate gate, String caller, ExecutorService finishers) {
        answers.register();
        long now = System.currentTimeMillis();
        Lease lease = gate.tryEnter(now);
        if (lease != null) {
            run(lease, finishers);
            return;
        }
        Waiter.Answer answer = new Waiter.Answer() {
            @Override
            public void granted(Lease granted) {
                run(granted, finishers);
            }

            @Override
            public void denied(Refusal refusal) {
                refused();
            }
        };
        switch (gate.enter(new Waiter(caller, now, Long.MAX_VALUE, answer), now)) {
            case Entry.Granted granted -> run(granted.lease(), finishers);
            case Entry.Denied denied -> refused();
            case Entry.Queued queued -> {}
        }
    }

    private void run(Lease lease, ExecutorService finishers) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        finishers.execute(() -> {
            running.decrementAndGet();
            lease.release(System.currentTimeMillis());
            done.increment();
            answers.arriveAndDeregister();
        });
    }

    private void refused() {
        refused.increment();
        answers.arriveAndDeregister();
    }

    private record ThreadOwner(ExecutorService thread) implements OwnerLoop {
        @Override
        public void execute(Runnable work) {
            thread.execute(work);
        }

        @Override
        public Alarm alarm() {
            return (epochMillis, wake) -> {};
        }
    }
}
