package dev.sluice;

import dev.sluice.bus.Principal;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.ConfigWatcher;
import dev.sluice.config.Loaded;
import dev.sluice.config.SluiceConfig;
import dev.sluice.edge.LocalClient;
import dev.sluice.edge.stdio.StandardStreams;
import dev.sluice.telemetry.BuildInfo;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice stdio}: serves the program that started it over standard input and output. */
@Command(
        name = "stdio",
        description = {
            "Serve one local client over standard input and output.",
            "No port is opened and no token is asked for: the caller is the user who runs this. Without -c the tools are"
                    + " those of dev. Everything but the protocol goes to standard error."
        },
        mixinStandardHelpOptions = true)
final class StdioCommand implements Callable<Integer> {
    static final String NAME = "stdio";

    private static final Set<String> PRINTING = Set.of("-h", "--help", "-V", "--version");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration file (YAML).")
    private @Nullable Path file;

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            description = "Roles of the caller, separated by commas; otherwise auth.localRoles.")
    private @Nullable List<String> roles;

    /** Takes standard output away before anything can print to it, when this is the command that serves over it. */
    static void takeStreams(String... args) {
        if (args.length > 0 && args[0].equals(NAME) && List.of(args).stream().noneMatch(PRINTING::contains)) {
            StandardStreams.take();
        }
    }

    @Override
    public Integer call() throws Exception {
        StandardStreams streams = StandardStreams.take();
        Map<String, String> environment = environment();
        Loaded loaded = ConfigLoader.load(Optional.ofNullable(file), environment);
        loaded.warnings().forEach(warning -> System.err.println("sluice: warning: " + warning));
        try (LocalData data = LocalData.take(loaded.config().dataDir())) {
            SluiceConfig config = loaded.config().local(data.directory());
            return Server.serve(
                    new GatewayOptions(
                            config,
                            file == null,
                            DevFolder.home().resolve("plugins"),
                            BuildInfo.current().version(),
                            InstantSource.system(),
                            Optional.of(new LocalClient(streams, caller(config), Promise.promise()))),
                    Optional.ofNullable(file).map(path -> ConfigWatcher.of(loaded.config(), path, environment)),
                    ignored -> {});
        }
    }

    private Map<String, String> environment() {
        Map<String, String> env = new HashMap<>(System.getenv());
        // Nobody has a token here; this one only stands in for the secret that a configuration must have.
        env.putIfAbsent("JWT_SECRET", random());
        if (file == null) {
            env.putIfAbsent("DATA_DIR", DevFolder.at(DevFolder.home()).data().toString());
            env.putIfAbsent("LOG_FORMAT", "text");
            env.putIfAbsent("LOG_LEVEL", "warn");
        }
        return env;
    }

    private Principal caller(SluiceConfig config) {
        List<String> given = roles == null ? config.auth().localRoles() : roles;
        return new Principal(
                "local", System.getProperty("user.name", "user"), Set.copyOf(given), Set.of(), Map.of(), Instant.MAX);
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
