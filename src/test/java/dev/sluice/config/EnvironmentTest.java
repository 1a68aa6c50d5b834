package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-504")
class EnvironmentTest {
    private final ConfigFixture fixture;

    EnvironmentTest(@TempDir Path directory) {
        fixture = new ConfigFixture(directory);
    }

    @Test
    @Tag("R-101")
    @Tag("R-105")
    void overridesTheFileByTheKnownNames() {
        // given
        String yaml = "server: {port: 1, host: 10.0.0.1}\nlimits: {perUser: 1, window: 1s}\nlog: {level: warn}\n";
        Map<String, String> env = new HashMap<>();
        Stream.of(
                        "PORT=9443",
                        "HOST=127.0.0.1",
                        "TLS_KEY_PATH=/etc/k.pem",
                        "TLS_CERT_PATH=/etc/c.pem",
                        "JWT_SECRET=" + ConfigFixture.SECRET,
                        "JWT_PUBLIC_KEY_PATH=/etc/p.pem",
                        "JWKS_URI=https://idp.example/keys",
                        "JWT_ISSUER=https://idp.example",
                        "AUDIENCE=https://mcp.example",
                        "CORS_ORIGINS=https://a.example, https://b.example,",
                        "REDIS_URL=redis://one:6379",
                        "DB_URL=postgresql://u:p@db/x",
                        "RATE_LIMIT_MAX=50",
                        "RATE_LIMIT_USER_MAX=20",
                        "RATE_LIMIT_WINDOW_MS=900000",
                        "LOG_LEVEL=DEBUG",
                        "LOG_FORMAT=text",
                        "SESSION_KEY=" + ConfigFixture.SECRET,
                        "DATA_DIR=/var/lib/sluice")
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> env.put(pair[0], pair[1]));

        // when
        SluiceConfig config = fixture.load(yaml, env).config();

        // then
        assertThat(config.server().port()).isEqualTo(9443);
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().tls().keyPath()).isEqualTo(Path.of("/etc/k.pem"));
        assertThat(config.server().tls().certPath()).isEqualTo(Path.of("/etc/c.pem"));
        assertThat(config.auth().secret()).contains(new Secret(ConfigFixture.SECRET));
        assertThat(config.auth().publicKeyPath()).contains(Path.of("/etc/p.pem"));
        assertThat(config.auth().jwks()).contains("https://idp.example/keys");
        assertThat(config.auth().issuer()).contains("https://idp.example");
        assertThat(config.auth().audience()).contains("https://mcp.example");
        assertThat(config.cors().origins()).containsExactly("https://a.example", "https://b.example");
        assertThat(config.redis().urls()).containsExactly("redis://one:6379");
        assertThat(config.ledger().url()).contains(new Secret("postgresql://u:p@db/x"));
        assertThat(config.limits()).isEqualTo(new LimitsConfig(20, 50, Duration.ofMinutes(15), 100_000));
        assertThat(config.log().level()).isEqualTo("debug");
        assertThat(config.log().format()).isEqualTo(LogConfig.Format.TEXT);
        assertThat(config.sessions().key()).contains(new Secret(ConfigFixture.SECRET));
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/sluice"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    PORT                 | 70000     | server.port: 70000 is not between 0 and 65535
                    RATE_LIMIT_MAX_REQUESTS | -1     | limits.perAddress: -1 is not between 0 and 1000000000
                    RATE_LIMIT_WINDOW_MS | 60s       | limits.window: 60s is not a whole number; write milliseconds without a unit
                    RATE_LIMIT_WINDOW_MS | 5         | limits.window: 5 is not between 100 and 86400000; write milliseconds without a unit
                    JWT_SECRET           | short     | auth.secret: *** has 5 bytes and needs at least 32; make one with: openssl rand -base64 48
                    DB_URL               | mysql://x | ledger.url: *** is not the address of a PostgreSQL database; write it as postgresql://user:password@host:5432/database
                    CORS_ORIGIN          | example   | cors.origins: example is not an address that starts with http://, https://; write it as https://app.example.com, without a slash at the end
                    LOG_FORMAT           | pretty    | log.format: pretty is none of json, text
                    """)
    void namesTheVariableThatIsWrong(String name, String value, String message) {
        // given
        Map<String, String> env = new HashMap<>(Map.of("JWT_SECRET", ConfigFixture.SECRET));
        env.put(name, value);

        // when
        List<String> lines = fixture.refused("{}", env);

        // then
        assertThat(lines).containsExactly("env " + name + ": " + message);
    }

    @Test
    void refusesTwoNamesOfOneKeyThatDisagree() {
        // given
        Map<String, String> env = new HashMap<>(Map.of(
                "JWT_SECRET",
                ConfigFixture.SECRET,
                "CORS_ORIGIN",
                "https://a.example",
                "CORS_ORIGINS",
                "https://b.example"));

        // when, then
        assertThat(fixture.refused("{}", env))
                .containsExactly(
                        "env CORS_ORIGIN: cors.origins: says something else than CORS_ORIGINS; set one of them");

        // when they agree
        env.put("CORS_ORIGINS", "https://a.example");

        // then
        assertThat(fixture.load("{}", env).config().cors().origins()).containsExactly("https://a.example");
    }

    @Test
    void takesAnEmptyVariableForNotSet() {
        // when
        SluiceConfig config = fixture.load(
                        "server: {port: 77}", Map.of("JWT_SECRET", ConfigFixture.SECRET, "PORT", "", "AUDIENCE", ""))
                .config();

        // then
        assertThat(config.server().port()).isEqualTo(77);
        assertThat(config.auth().audience()).isEmpty();
    }

    @Test
    void saysWhichKnownVariablesAreNotUsedYet() {
        // when
        Loaded loaded = ConfigLoader.load(
                Optional.empty(),
                Map.of(
                        "JWT_SECRET",
                        ConfigFixture.SECRET,
                        "CLIENT_SECRET",
                        "hush",
                        "AUTH_SERVER_URL",
                        "https://x",
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://x",
                        "CLIENT_ID",
                        "me"));

        // then
        assertThat(loaded.warnings())
                .containsExactly(
                        "env AUTH_SERVER_URL: is not used yet",
                        "env CLIENT_ID: is not used yet",
                        "env CLIENT_SECRET: is not used yet",
                        "env OTEL_EXPORTER_OTLP_ENDPOINT: is not used yet");
    }
}
