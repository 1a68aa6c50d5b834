package dev.sluice;

import dev.sluice.config.Loaded;
import dev.sluice.config.TlsConfig;
import dev.sluice.telemetry.BuildInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice run}: serves for production. */
@Command(name = "run", description = "Serve.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--self-signed",
            description = "Make a self-signed certificate where the configured one is missing.")
    private boolean selfSigned;

    @Override
    public Integer call() throws Exception {
        Loaded loaded = options.load(System.getenv());
        loaded.warnings().forEach(warning -> System.err.println("sluice: warning: " + warning));
        if (selfSigned) {
            makeCertificate(loaded.config().server().tls());
        }
        GatewayOptions gateway = new GatewayOptions(
                loaded.config(), false, Path.of("plugins"), BuildInfo.current().version(), InstantSource.system());
        return Server.serve(
                gateway,
                options.watcher(loaded, System.getenv()),
                up -> System.err.println("sluice: serving on port " + up.port()));
    }

    private static void makeCertificate(TlsConfig tls) throws IOException {
        if (tls.enabled() && !Files.exists(tls.keyPath()) && !Files.exists(tls.certPath())) {
            Files.createDirectories(tls.keyPath().toAbsolutePath().getParent());
            Files.createDirectories(tls.certPath().toAbsolutePath().getParent());
            SelfSigned.write(tls.keyPath(), tls.certPath());
        }
    }
}
