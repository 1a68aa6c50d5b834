package dev.sluice;

import dev.sluice.config.AuthConfig;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.DurationText;
import dev.sluice.config.Secret;
import dev.sluice.identity.TokenMint;
import dev.sluice.identity.TokenRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice token}: prints a signed token for trying things out. */
@Command(name = "token", description = "Print a signed token.", mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--sub", required = true, paramLabel = "SUBJECT", description = "Who the token is for.")
    private String subject = "";

    @Option(names = "--roles", split = ",", paramLabel = "ROLE", description = "Roles, separated by commas.")
    private List<String> roles = List.of();

    @Option(names = "--email", paramLabel = "ADDRESS", description = "An e-mail address to put into the token.")
    private @Nullable String email;

    @Option(names = "--expires", defaultValue = "1h", paramLabel = "TIME", description = "Life time (default: 1h).")
    private String expires = "1h";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Take secret, issuer and audience from here.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        AuthConfig auth = auth();
        Secret secret = auth.secret()
                .orElseThrow(() -> usage("The configuration has no auth.secret to sign with;"
                        + " set JWT_SECRET, or get a token from whoever holds the private key."));
        TokenRequest request =
                TokenRequest.accepted(auth, subject, roles, Optional.ofNullable(email), DurationText.parse(expires));
        System.out.println(TokenMint.mint(secret, request, InstantSource.system()));
        return Sluice.OK;
    }

    private AuthConfig auth() {
        Map<String, String> env = new HashMap<>(System.getenv());
        DevFolder dev = DevFolder.at(DevFolder.home());
        if (file == null && !env.containsKey("JWT_SECRET")) {
            if (!dev.exists()) {
                throw usage(
                        "There is no secret to sign with: set JWT_SECRET, pass -c FILE, or run `./sluice dev` once.");
            }
            env.put("JWT_SECRET", dev.jwtSecret());
        }
        return ConfigLoader.load(Optional.ofNullable(file), env).config().auth();
    }

    private ParameterException usage(String message) {
        return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), message);
    }
}
