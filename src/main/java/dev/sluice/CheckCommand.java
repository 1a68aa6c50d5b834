package dev.sluice;

import dev.sluice.config.CertificateCheck;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
import dev.sluice.config.SluiceConfig;
import dev.sluice.telemetry.LogSetup;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        description = "Check configuration, certificates, services and whatever else the gateway would connect to.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    /** With it, what {@code dev} would serve is looked at: its secrets, certificate and tools count. */
    @Mixin
    private final ServersOption servers = new ServersOption();

    @Option(names = "--show", description = "Also print the effective configuration, secrets masked.")
    private boolean show;

    /** In a process of its own the command says what is wrong, and once. */
    static void quieten(String[] args) {
        if (args.length > 0 && args[0].equals("check")) {
            LogSetup.quieten();
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Map<String, String> environment =
                servers.isGiven() ? DevFolder.prepare(DevFolder.home()).environment(System.getenv()) : System.getenv();
        Loaded loaded = options.load(environment);
        List<String> warnings = new ArrayList<>(loaded.warnings());
        SluiceConfig config = servers.addTo(loaded.config(), System.getenv(), warnings::add);
        out.println(
                "ok    configuration" + loaded.file().map(file -> " " + file).orElse(" (defaults and environment)"));
        warnings.forEach(warning -> out.println("warn  " + warning));
        boolean certificates = certificates(config, out);
        boolean reachable = reachable(config, out);
        boolean services = ServiceReport.print(config, servers.isGiven(), out);
        if (show) {
            out.println(config.describe());
        }
        out.flush();
        if (!certificates) {
            return Sluice.USAGE;
        }
        return reachable && services ? Sluice.OK : Sluice.FAILED;
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
                String more = failure == null ? probe.fact() : failure;
                out.println(
                        (failure == null ? "ok    " : "FAIL  ") + probe.name() + (more.isEmpty() ? "" : ": " + more));
                all &= failure == null;
            }
            return all;
        } finally {
            vertx.close().await();
        }
    }
}
