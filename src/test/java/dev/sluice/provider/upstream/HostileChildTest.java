package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.wire.PipeTimes;
import io.vertx.core.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that answers nothing and does not want to end. */
@Tag("R-301")
class HostileChildTest {
    private static final String STUBBORN =
            "trap '' TERM HUP INT; echo $$ > \"$0.new\"; mv \"$0.new\" \"$0\";" + " while :; do sleep 1000; done";

    @TempDir
    Path folder;

    private final PipeRig rig = new PipeRig(UpstreamConfig.EraChoice.AUTO);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "LEGACY", "MODERN"})
    void leavesNothingOfAProcessThatHasNeverAnsweredWhenTheGatewayStops(UpstreamConfig.EraChoice era) throws Exception {
        Path told = folder.resolve("pid");
        PipeRig other = new PipeRig(era);
        UpstreamConnection connection =
                HomeRig.await(other.onHome(() -> io.vertx.core.Future.succeededFuture(new UpstreamConnection(
                        other.upstream(List.of("sh", "-c", STUBBORN, told.toString()), Map.of()),
                        new PipeDialects(PipeTimes.DEFAULT)))));
        other.home.runOnContext(ignored -> connection.start(Duration.ofMillis(1)));
        await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(told));
        long pid = Long.parseLong(Files.readString(told).strip());

        HomeRig.await(other.onHome(connection::stop));

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        other.close();
    }

    @Test
    void opensNothingAnyMoreWhenItHasBeenStopped() throws Exception {
        PipeDialects dialects = new PipeDialects(PipeTimes.DEFAULT);
        Promise<Boolean> failed = Promise.promise();

        HomeRig.await(rig.onHome(dialects::stop));
        HomeRig.await(rig.onHome(() -> dialects.open(
                        rig.upstream(List.of("sh", "-c", "exit"), Map.of()), new Dialect.Events() {
                            @Override
                            public void listsChanged() {}

                            @Override
                            public void updated(String uri) {}

                            @Override
                            public void lost(Throwable cause) {}
                        })
                .transform(opened -> {
                    failed.complete(opened.failed());
                    return io.vertx.core.Future.succeededFuture();
                })));

        assertThat(failed.future().result()).isTrue();
    }
}
