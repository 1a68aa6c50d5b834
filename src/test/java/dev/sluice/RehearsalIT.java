package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM keeps of a rehearsal must be what production needs: calls that succeed, by every way. */
@Tag("R-701")
class RehearsalIT {
    @Test
    void callsByEveryWayAndEveryCallSucceeds(@TempDir Path folder) throws Exception {
        long calls = new Rehearsal(folder).run(Duration.ofSeconds(1));

        // Each of its clients goes once round: four tools of three servers, a list, two sessions, the envelope.
        assertThat(calls).isGreaterThanOrEqualTo(8 * 8);
        assertThat(folder.resolve("front.yaml")).content().contains("era: legacy");
    }

    @Test
    void isNoneWhenACallIsNotAnsweredWithSuccess(@TempDir Path folder) throws Exception {
        DevFolder dev = DevFolder.prepare(folder);
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .addKeyPath(dev.key().toString())
                                    .addCertPath(dev.cert().toString())))
                    .requestHandler(
                            request -> request.response().setStatusCode(503).end("tired"))
                    .listen(0, "localhost")
                    .await(10, TimeUnit.SECONDS);
            RehearsalClient client = new RehearsalClient(server.actualPort(), "token", dev.cert());

            assertThatThrownBy(() -> client.callUntil(System.nanoTime()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("503", "tired");
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysSoWhenNobodyAnswers(@TempDir Path folder) throws Exception {
        DevFolder dev = DevFolder.prepare(folder);
        RehearsalClient client = new RehearsalClient(1, "token", dev.cert());

        assertThatThrownBy(() -> client.callUntil(System.nanoTime())).isInstanceOf(ConnectException.class);
    }
}
