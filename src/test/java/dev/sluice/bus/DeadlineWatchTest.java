package dev.sluice.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-108")
class DeadlineWatchTest {
    private final Vertx vertx = Vertx.vertx();
    private final DeadlineWatch watch = new DeadlineWatch(vertx);
    private final Context loop = vertx.getOrCreateContext();
    private final List<String> overdue = new CopyOnWriteArrayList<>();

    private final class Named extends DeadlineWatch.Watched {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        protected void overdue() {
            overdue.add(name);
        }
    }

    @AfterEach
    void close() {
        vertx.close().timeout(30, SECONDS).await();
    }

    @Test
    void tellsWhatIsOverdueEachAtItsTime() {
        onLoop(() -> {
            watch.add(new Named("last"), 1_500);
            watch.add(new Named("first"), 20);
            watch.add(new Named("never"), 60_000);
            return true;
        });

        await().until(() -> overdue.size() == 2);

        assertThat(overdue).containsExactly("first", "last");
    }

    @Test
    void forgetsWhatIsThere() {
        Named begin = new Named("begin");
        Named middle = new Named("middle");
        Named end = new Named("end");
        onLoop(() -> {
            for (Named each : List.of(end, middle, begin)) {
                watch.add(each, 20);
            }
            watch.add(new Named("stays"), 40);
            watch.remove(middle);
            watch.remove(begin);
            watch.remove(end);
            watch.remove(end);
            return true;
        });

        await().until(() -> !overdue.isEmpty());

        assertThat(overdue).containsExactly("stays");
    }

    @Test
    void thoseWhoAreToldMayAddAndRemove() {
        Named next = new Named("next");
        onLoop(() -> {
            watch.add(
                    new DeadlineWatch.Watched() {
                        @Override
                        protected void overdue() {
                            overdue.add("first");
                            watch.remove(this);
                            watch.add(next, 0);
                        }
                    },
                    -1);
            return true;
        });

        await().until(() -> overdue.size() == 2);

        assertThat(overdue).containsExactly("first", "next");
        assertThat(onLoop(() -> {
                    watch.add(next, 60_000);
                    return true;
                }))
                .isTrue();
    }

    @Test
    void watchesEachOnce() {
        Named one = new Named("one");

        assertThatThrownBy(() -> onLoop(() -> {
                    watch.add(one, 60_000);
                    watch.add(one, 60_000);
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    private <T> T onLoop(Callable<T> work) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(ignored -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        Future<T> future = done.future();
        return future.timeout(30, SECONDS).await();
    }
}
