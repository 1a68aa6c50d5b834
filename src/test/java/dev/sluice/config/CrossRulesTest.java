package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-504")
class CrossRulesTest {
    private final ConfigFixture fixture;

    CrossRulesTest(@TempDir Path directory) {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void refusesToServeWithoutAWayToVerifyTokens() {
        assertThatThrownBy(() -> ConfigLoader.load(Optional.empty(), Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("configuration: auth: says no way to verify tokens; set auth.secret");
        assertThat(fixture.refused("server:\n  port: 1\nauth:\n  issuer: me\n", Map.of()))
                .singleElement()
                .asString()
                .startsWith("sluice.yaml:3: auth: says no way to verify tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "localhost"})
    void servesOpenlyOnThisMachineOnly(String host) {
        // given
        String yaml = "auth: {open: true}\nserver: {host: \"%s\"}".formatted(host);

        // when
        Loaded loaded = fixture.load(yaml, Map.of());

        // then
        assertThat(loaded.config().auth().open()).isTrue();
        assertThat(loaded.warnings()).singleElement().asString().contains("auth.open: true lets every program");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "localhost.example.com", "127.0.0.1.example.com"})
    void refusesToServeOpenlyToOthers(String host) {
        assertThat(fixture.refused("auth: {open: true}\nserver: {host: \"%s\"}".formatted(host), Map.of()))
                .containsExactly("sluice.yaml:1: auth.open: true lets everybody in who reaches " + host
                        + "; set server.host (HOST) to 127.0.0.1, ::1 or localhost, or configure authentication");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    cors: {origins: ['*', 'https://a.example']} | cors.origins: * stands beside other origins; keep either * or the origins
                    calls: {retryInitialDelay: 2s}         | calls.retryInitialDelay: 2s is more than calls.retryMaxDelay, 1s
                    ledger: {intake: 400}                  | ledger.batch: 1000 is more than ledger.intake, 400
                    redis: {urls: ['redis://a', 'redis://b']} | redis.urls: 2 addresses are more than mode single takes; name one, or set redis.mode to sentinel or cluster
                    redis: {urls: ['redis://a'], mode: sentinel} | redis.masterName: has no value, and mode sentinel needs one
                    redis: {mode: cluster}                 | redis.urls: names no address, and the mode needs at least one; set redis.urls (REDIS_URL)
                    """)
    void refusesWhatContradictsItself(String yaml, String message) {
        assertThat(fixture.refused(yaml)).containsExactly("sluice.yaml:1: " + message);
    }

    @Test
    void keepsQuietAboutRulesWhoseKeysAreWrongAnyway() {
        assertThat(fixture.refused("auth: {secret: short}", Map.of()))
                .singleElement()
                .asString()
                .contains("auth.secret: *** has 5 bytes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    server: {tls: {enabled: false}}        | server.tls.enabled: false serves plain HTTP: tokens cross the network readable
                    server: {maxHeaderSize: 4KiB}          | auth.maxTokenSize: 8KiB does not fit into server.maxHeaderSize, 4KiB
                    auth: {algorithms: [RS256]}            | auth.secret: is not used: auth.algorithms leaves it out
                    auth: {jwks: 'https://a.example/keys'} | auth.audience: is not set: tokens that were issued for other services are accepted
                    auth: {publicKeyPath: a, algorithms: [HS256]} | auth.publicKeyPath: is not used: auth.algorithms leaves it out
                    redis: {password: x}                   | redis.password: is not used: redis.urls is empty
                    redis: {masterName: x}                 | redis.masterName: is not used: redis.mode is not sentinel
                    redis: {urls: ['redis://a']}           | sessions.key: is not set: a session opened on one node is unknown to the others
                    ledger: {enabled: false}               | ledger.enabled: false: nobody can tell later who did what
                    tools: {a.b: {admission: {maxRunning: 500}}} | tools.a.b.admission.maxRunning: 500 is never reached: the node runs 100 at most
                    """)
    void warnsOfWhatIsHardlyMeant(String yaml, String warning) {
        assertThat(fixture.warnings(yaml)).singleElement().asString().endsWith(": " + warning);
    }
}
