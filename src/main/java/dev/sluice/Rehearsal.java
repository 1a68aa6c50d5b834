package dev.sluice;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.SluiceConfig;
import dev.sluice.identity.TokenMint;
import dev.sluice.identity.TokenRequest;
import dev.sluice.telemetry.BuildInfo;
import dev.sluice.telemetry.LogSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A gateway behind a gateway, and clients that call: by every revision of the protocol, the tools of the first one and
 * those of the second. Everything is on, as in production; limits are out of reach.
 */
final class Rehearsal {
    private static final long PATIENCE_SECONDS = 60;
    private static final int CLIENTS = 8;
    private static final String NO_LIMITS = "limits: {perUser: 1000000000, perAddress: 1000000000}\n";
    private static final String BEHIND = NO_LIMITS + "server: {tls: {enabled: false}}\nledger: {enabled: false}\n";
    private static final String FRONT = NO_LIMITS + """
            upstreams:
              new: {url: "http://127.0.0.1:%1$d/mcp", prefix: new_}
              old: {url: "http://127.0.0.1:%1$d/mcp", prefix: old_, era: legacy}
            """;

    private final Path folder;
    private final DevFolder dev;

    /** @param folder empty; gets a certificate, secrets, two configurations and their data */
    Rehearsal(Path folder) {
        this.folder = folder;
        this.dev = DevFolder.prepare(folder);
    }

    /**
     * Rehearses and takes everything down again.
     *
     * @return the number of calls, all of which were answered
     * @throws IllegalStateException when one was not answered as it should be
     */
    long run(Duration length) throws Exception {
        Gateway behind = start(config("behind", BEHIND).opened());
        try {
            SluiceConfig config = config("front", FRONT.formatted(behind.port()));
            Gateway front = start(config);
            try {
                return call(front.port(), token(config), length);
            } finally {
                stop(front);
            }
        } finally {
            stop(behind);
        }
    }

    private SluiceConfig config(String name, String yaml) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, yaml);
        Map<String, String> environment = new HashMap<>(dev.environment(Map.of()));
        environment.put("PORT", "0");
        environment.put("LOG_LEVEL", "error");
        environment.put("DATA_DIR", folder.resolve(name).toString());
        return ConfigLoader.load(Optional.of(file), environment).config();
    }

    private Gateway start(SluiceConfig config) throws Exception {
        LogSetup.apply(config.log());
        GatewayOptions options = new GatewayOptions(
                config, true, folder.resolve("plugins"), BuildInfo.current().version(), InstantSource.system());
        return Gateway.start(options).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void stop(Gateway gateway) throws Exception {
        int unused = gateway.stop(Duration.ofSeconds(5)).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static String token(SluiceConfig config) {
        TokenRequest request = TokenRequest.accepted(
                config.auth(), "rehearsal", List.of("user"), Optional.empty(), Duration.ofHours(1));
        return TokenMint.mint(config.auth().secret().orElseThrow(), request, InstantSource.system());
    }

    private long call(int port, String token, Duration length) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        long calls = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                RehearsalClient client = new RehearsalClient(port, token, dev.cert());
                all.add(threads.submit(() -> client.callUntil(end)));
            }
            for (Future<Long> each : all) {
                calls += each.get();
            }
        }
        return calls;
    }
}
