package dev.sluice;

import dev.sluice.config.Loaded;
import dev.sluice.config.SluiceConfig;
import dev.sluice.identity.TokenMint;
import dev.sluice.identity.TokenRequest;
import dev.sluice.telemetry.BuildInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice dev}: serves the demonstration tools on this machine, with certificate and secrets of its own. */
@Command(
        name = "dev",
        description = "Serve on this machine with demonstration tools; makes certificate and secrets when absent.",
        mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");
    private static final String DEMO_USER = "123e4567-e89b-12d3-a456-426614174000";

    private static final List<String> ROLES = List.of("user");

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Mixin
    private final ServersOption servers = new ServersOption();

    @Option(names = "--open", description = "Serve WITHOUT authentication, on a loopback address only.")
    private boolean open;

    @Override
    public Integer call() throws Exception {
        DevFolder folder = DevFolder.prepare(DevFolder.home());
        Map<String, String> environment = environment(folder);
        Loaded loaded = load(environment, DevCommand::warn);
        SluiceConfig config = open ? opened(loaded.config()) : loaded.config();
        Path plugins = DevFolder.home().resolve("plugins");
        GatewayOptions gateway =
                new GatewayOptions(config, true, plugins, BuildInfo.current().version(), InstantSource.system());
        return Server.serve(
                gateway,
                options.watcher(loaded, () -> load(environment, ignored -> {}), servers.files()),
                up -> greet(config, folder, up));
    }

    private Loaded load(Map<String, String> environment, Consumer<String> warnings) {
        Loaded loaded = options.load(environment);
        loaded.warnings().forEach(warnings);
        SluiceConfig with = servers.addTo(loaded.config(), System.getenv(), warnings);
        return new Loaded(with, loaded.warnings(), loaded.file());
    }

    private static void warn(String warning) {
        System.err.println("sluice: warning: " + warning);
    }

    private static Map<String, String> environment(DevFolder folder) {
        Map<String, String> env = folder.environment(System.getenv());
        env.putIfAbsent("LOG_FORMAT", "text");
        env.putIfAbsent("LOG_LEVEL", "warn");
        return env;
    }

    private static void greet(SluiceConfig config, DevFolder folder, Gateway gateway) {
        ServiceList services = ServiceList.of(config.federation(), gateway.catalog(), gateway.services());
        Optional<SampleCall> sample = SampleCall.of(gateway.catalog(), services.names(), ROLES);
        System.out.println(new DevBanner(config, folder, gateway.port()).text(token(config), services, sample));
        services.tellLater(gateway, config.federation(), System.out::println);
    }

    private SluiceConfig opened(SluiceConfig config) {
        if (!LOOPBACK.contains(config.server().host())) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(),
                    "--open serves without authentication and so only on a loopback address; "
                            + config.server().host() + " is none. Leave --open or --host out.");
        }
        return config.opened();
    }

    private static Optional<String> token(SluiceConfig config) {
        return config.auth()
                .secret()
                .filter(ignored -> !config.auth().open())
                .map(secret -> TokenMint.mint(
                        secret,
                        TokenRequest.accepted(
                                config.auth(), DEMO_USER, ROLES, Optional.of("user@example.com"), Duration.ofHours(12)),
                        InstantSource.system()));
    }
}
