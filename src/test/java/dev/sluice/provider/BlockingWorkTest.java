package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingWorkTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BlockingWork work = new BlockingWork(vertx, "p", meters);

    @AfterEach
    void close() {
        work.close();
        vertx.close().await();
    }

    @Test
    void runsOnAVirtualThreadAndComesBackToItsContext() {
        Context context = vertx.getOrCreateContext();
        Promise<Boolean> wasVirtual = Promise.promise();
        Promise<Context> cameBackTo = Promise.promise();

        context.runOnContext(
                ignored -> work.run(() -> Thread.currentThread().isVirtual()).onSuccess(virtual -> {
                    wasVirtual.complete(virtual);
                    cameBackTo.complete(vertx.getOrCreateContext());
                }));

        assertThat(Rig.await(wasVirtual.future())).isTrue();
        assertThat(Rig.await(cameBackTo.future())).isSameAs(context);
    }

    @Test
    void failsWithWhatTheTaskThrows() {
        Future<Object> failed = work.run(() -> {
            throw new java.io.IOException("disk");
        });

        assertThatThrownBy(() -> Rig.await(failed)).hasMessage("disk");
    }

    @Test
    void runsAndQueuesNoMoreThanItsBounds() {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        List<Future<Void>> taken = new ArrayList<>();
        for (int i = 0; i < BlockingWork.MAX_RUNNING + BlockingWork.MAX_WAITING; i++) {
            taken.add(work.run(() -> {
                running.incrementAndGet();
                gate.await();
                return null;
            }));
        }
        await().untilAtomic(running, org.hamcrest.Matchers.is(BlockingWork.MAX_RUNNING));

        Future<Void> oneMore = work.run(() -> null);

        assertThatThrownBy(() -> Rig.await(oneMore))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("64");
        assertThat(meters.get("mcp.blocking.rejected").counter().count()).isEqualTo(1);
        assertThat(meters.get("mcp.blocking.tasks").gauge().value()).isEqualTo(1_064);
        gate.countDown();
        taken.forEach(Rig::await);
        assertThat(running).hasValue(1_064);
    }

    @Test
    void takesNothingMoreOnceClosed() {
        work.close();

        Future<String> late = work.run(() -> "late");

        assertThatThrownBy(() -> Rig.await(late)).hasMessage("the provider has been stopped");
    }
}
