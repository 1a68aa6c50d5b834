package dev.sluice;

import dev.sluice.config.CertificateCheck;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice check}: says what is wrong where, without serving. */
@Command(
        name = "check",
        description = "Check configuration, certificates and what the gateway would connect to.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--show", description = "Also print the effective configuration, secrets masked.")
    private boolean show;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Loaded loaded = options.load(System.getenv());
        SluiceConfig config = loaded.config();
        out.println(
                "ok    configuration" + loaded.file().map(file -> " " + file).orElse(" (defaults and environment)"));
        loaded.warnings().forEach(warning -> out.println("warn  " + warning));
        boolean certificates = certificates(config, out);
        boolean reachable = reachable(config, out);
        if (show) {
            out.println(config.describe());
        }
        out.flush();
        if (!certificates) {
            return Sluice.USAGE;
        }
        return reachable ? Sluice.OK : Sluice.FAILED;
    }

    private static boolean certificates(SluiceConfig config, PrintWriter out) {
        if (!config.server().tls().enabled()) {
            out.println("warn  TLS is off: tokens travel in clear text");
            return true;
        }
        List<Problem> problems = CertificateCheck.check(config.server().tls(), InstantSource.system());
        problems.forEach(problem -> out.println("FAIL  " + problem));
        if (problems.isEmpty()) {
            out.println("ok    certificate " + config.server().tls().certPath());
        }
        return problems.isEmpty();
    }

    private static boolean reachable(SluiceConfig config, PrintWriter out) {
        Vertx vertx = Vertx.vertx();
        try {
            boolean all = true;
            for (Reachability.Probe probe : Reachability.probes(vertx, config)) {
                String failure = probe.failure();
                out.println(failure == null ? "ok    " + probe.name() : "FAIL  " + probe.name() + ": " + failure);
                all &= failure == null;
            }
            return all;
        } finally {
            vertx.close().await();
        }
    }
}
