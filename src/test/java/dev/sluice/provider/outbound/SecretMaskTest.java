package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outcome;
import dev.sluice.config.ClientCredentials;
import dev.sluice.config.PinMode;
import dev.sluice.config.Secret;
import dev.sluice.config.ServiceConfig;
import dev.sluice.mcp.RawJson;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that repeat the gateway's credentials in what they say of a failure. */
@Tag("R-408")
class SecretMaskTest {
    private final SecretMask mask = SecretMask.of(
            new ServiceConfig(
                    "",
                    Set.of(),
                    List.of(),
                    List.of(),
                    PinMode.OFF,
                    Map.of("Authorization", new Secret("Bearer s3cr\"et-token"), "X-Short", new Secret("on")),
                    Optional.of(new ClientCredentials(
                            URI.create("https://login.example/token"),
                            "sluice",
                            new Secret("client-secret"),
                            Optional.empty(),
                            Optional.empty())),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    1),
            URI.create("https://a.example/mcp?key=query-key"),
            List.of(new Secret("environment-key")));

    @ParameterizedTest
    @ValueSource(strings = {"s3cr\"et-token", "client-secret", "query-key", "environment-key"})
    void hidesCredentialsInFailures(String secret) {
        Outcome failed = mask.outcome(new Outcome.Failed(
                -1, "not accepted: " + secret, RawJson.of("{\"sent\":" + RawJson.string("a " + secret) + "}")));
        Outcome error = mask.outcome(new Outcome.Completed(
                RawJson.of(
                        "{\"content\":[{\"type\":\"text\",\"text\":" + RawJson.string(secret) + "}],\"isError\":true}"),
                true));

        assertThat(failed).isEqualTo(new Outcome.Failed(-1, "not accepted: ***", RawJson.of("{\"sent\":\"a ***\"}")));
        assertThat(error)
                .isEqualTo(new Outcome.Completed(
                        RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":\"***\"}],\"isError\":true}"), true));
    }

    @Test
    void leavesEverythingElseAsItIs() {
        Outcome done = new Outcome.Completed(RawJson.of("{\"content\":[ ],\"x\":\"client-secret\"}"), false);
        Outcome failed = new Outcome.Failed(-1, "turned on", RawJson.of("[1.0]"));

        assertThat(mask.outcome(done)).isSameAs(done);
        assertThat(mask.outcome(failed)).isEqualTo(failed);
    }
}
