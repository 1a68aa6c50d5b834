package dev.sluice.provider.upstream.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand crashes, of which nothing is left. */
@Tag("R-308")
@Tag("soak")
class CrashSoakTest {
    private static final int AT_ONCE = 4;
    private static final int ROUNDS = 250;
    private static final long MEGABYTE = 1L << 20;
    /** Without any delay, which is what a thousand of them would take most of their time for. */
    private static final ChildBounds AT_ONCE_AGAIN = new ChildBounds(
            AT_ONCE,
            64 * 1024,
            256 * 1024,
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMinutes(1));

    private final Nursery nursery = new Nursery();

    @AfterEach
    void close() throws Exception {
        nursery.close();
    }

    @Test
    void aThousandCrashesLeaveNothingBehind() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "Skipped: there is no /proc to count descriptors in");
        // given those that end at once, and those that end in the middle of a call, leaving a process of theirs behind
        Children early = nursery.script("echo oops >&2; exit 7", AT_ONCE_AGAIN);
        Children late = nursery.script("read -r line; sleep 30 & echo \"$line\"; kill -9 $$", AT_ONCE_AGAIN);
        crash(early, late, 5);
        long descriptors = descriptors();
        long memory = memory();

        // when
        crash(early, late, ROUNDS);

        // then
        assertThat(nursery.ends).hasSize((5 + ROUNDS) * AT_ONCE);
        assertThat(early.count() + late.count()).isZero();
        await().atMost(30, SECONDS).untilAsserted(() -> {
            assertThat(threads()).isEmpty();
            assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
            assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                    .isEmpty();
        });
        assertThat(memory() - memory).isLessThan(16 * MEGABYTE);
        assertThat(nursery.meters.find("mcp.upstream.restarts").counters().stream()
                        .mapToDouble(io.micrometer.core.instrument.Counter::count)
                        .sum())
                .isGreaterThanOrEqualTo((ROUNDS - 1) * AT_ONCE);
    }

    private void crash(Children early, Children late, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            int before = nursery.ends.size();
            List<Child> called = new ArrayList<>();
            for (int i = 0; i < AT_ONCE / 2; i++) {
                nursery.start(early);
                called.add(nursery.start(late));
            }
            for (Child child : called) {
                nursery.send(child, "{\"jsonrpc\":\"2.0\",\"method\":\"n\"}");
            }
            await().pollInterval(Duration.ofMillis(2)).until(() -> nursery.ends.size() == before + AT_ONCE);
        }
    }

    private static long descriptors() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("sluice-child-"))
                .toList();
    }

    private static long memory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
