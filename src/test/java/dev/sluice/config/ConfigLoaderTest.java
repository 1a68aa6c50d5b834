package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-504")
class ConfigLoaderTest {
    private final ConfigFixture fixture;

    ConfigLoaderTest(@TempDir Path directory) {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void takesDefaultsForWhatNobodySays() {
        // when
        Loaded loaded = ConfigLoader.load(Optional.empty(), Map.of("JWT_SECRET", ConfigFixture.SECRET));

        // then
        SluiceConfig config = loaded.config();
        assertThat(config.server().host()).isEqualTo("0.0.0.0");
        assertThat(config.server().port()).isEqualTo(8443);
        assertThat(config.server().tls())
                .isEqualTo(new TlsConfig(
                        true, Path.of("certs/key.pem"), Path.of("certs/cert.pem"), TlsConfig.Engine.AUTO));
        assertThat(config.server().maxBodySize()).isEqualTo(Bytes.mib(1));
        assertThat(config.limits()).isEqualTo(new LimitsConfig(100, 6000, Duration.ofSeconds(60), 100_000));
        assertThat(config.admission()).isEqualTo(new AdmissionConfig(100, 200, Duration.ofSeconds(30)));
        assertThat(config.auth().algorithms()).hasSize(12).contains("EdDSA");
        assertThat(config.auth().issuer()).isEmpty();
        assertThat(config.providers()).isEmpty();
        assertThat(config.tools()).isEmpty();
        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.file()).isEmpty();
    }

    @Test
    void laysTheFileOverTheDefaultsKeyByKey() {
        // when
        SluiceConfig config = fixture.load("""
                        admission: {maxRunning: 7}
                        auth:
                          rolesClaims: [groups]
                        log:
                        """).config();

        // then
        assertThat(config.admission()).isEqualTo(new AdmissionConfig(7, 200, Duration.ofSeconds(30)));
        assertThat(config.auth().rolesClaims()).containsExactly("groups");
        assertThat(config.log().level()).isEqualTo("info");
    }

    @Test
    void namesFileLinePathValueAndRule() {
        // when
        List<String> lines = fixture.refused("\n\nadmission:\n  maxRunning: 0\n");

        // then
        assertThat(lines).containsExactly("sluice.yaml:4: admission.maxRunning: 0 is not between 1 and 100000");
    }

    @Test
    void collectsEverythingThatIsWrong() {
        // when
        List<String> lines = fixture.refused("""
                server:
                  port: 99999
                  host: "not a host"
                admission:
                  maxWating: 3
                calls:
                  timeout: 30
                  retryInitialDelay: 5s
                metrics:
                  allowedNetworks: [10.0.0.0/8, nonsense, 10.0.0.0/99]
                """, Map.of("RATE_LIMIT_MAX", "many"));

        // then
        assertThat(lines)
                .containsExactly(
                        "sluice.yaml:5: admission.maxWating: unknown key; did you mean maxWaiting?",
                        "sluice.yaml:2: server.port: 99999 is not between 0 and 65535",
                        "sluice.yaml:3: server.host: not a host is not a host name or an IP address",
                        "sluice.yaml:7: calls.timeout: 30 is not a duration; write it with its unit, such as 500ms, 30s, 5m, 1h or 7d",
                        "sluice.yaml:10: metrics.allowedNetworks: nonsense is not a network; write it as address/bits, such as 10.0.0.0/8, 192.0.2.7/32 or ::1/128",
                        "sluice.yaml:10: metrics.allowedNetworks: 10.0.0.0/99 has a prefix longer than 32 bits; write it as address/bits, such as 10.0.0.0/8, 192.0.2.7/32 or ::1/128",
                        "env RATE_LIMIT_MAX: limits.perAddress: many is not a whole number",
                        "sluice.yaml: auth: says no way to verify tokens; set auth.secret (JWT_SECRET), auth.publicKeyPath (JWT_PUBLIC_KEY_PATH) or auth.jwks (JWKS_URI)",
                        "sluice.yaml:8: calls.retryInitialDelay: 5s is more than calls.retryMaxDelay, 1s");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    maxWaiting: 1                    | maxWaiting: unknown key; did you mean admission.maxWaiting?
                    sevrer: {port: 1}                | sevrer: unknown key; did you mean server?
                    log: {colour: red}               | log.colour: unknown key; the keys here are level, format, file, maxBodySize
                    log: {<<: {level: info}}         | log.<<: unknown key; YAML 1.2 has no merge keys, repeat the values
                    log: {level: info, level: warn}  | log.level: stands here a second time, first at sluice.yaml:1; keep one of them
                    server: 8443                     | server: is not a section; its keys are host, port, shards, tls, maxBodySize, maxHeaderSize, idleTimeout, bodyTimeout, maxConnections, shutdownTimeout, trustedProxies, allowedHosts
                    server: {port: {a: 1}}           | server.port: is a section where a value belongs
                    server: {port: [1]}              | server.port: is a list or a section where one value belongs
                    server: {port: null}             | server.port: has no value; leave the key out to get the default
                    server: {port: '1'}              | server.port: 1 is text, not a number; write it without quotes
                    server: {port: 1.5}              | server.port: 1.5 is not a whole number
                    server: {maxBodySize: 1MB}       | server.maxBodySize: 1MB is not a size; write it with its unit, such as 512B, 64KiB or 1MiB
                    server: {maxBodySize: 1GiB}      | server.maxBodySize: 1GiB is not between 1KiB and 64MiB; write it with its unit, such as 512B, 64KiB or 1MiB
                    server: {tls: {enabled: yes}}    | server.tls.enabled: yes is not true or false
                    server: {tls: {engine: bssl}}    | server.tls.engine: bssl is none of auto, openssl, jdk
                    server: {trustedProxies: 1.2.3.4/8} | server.trustedProxies: is not a list; write it as [first, second]
                    auth: {issuer: 17}               | auth.issuer: 17 is a number, not text; put it in quotes
                    auth: {algorithms: [none]}       | auth.algorithms: none is none of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA
                    auth: {algorithms: []}           | auth.algorithms: accepts no algorithm; name at least one, or leave the key out
                    auth: {jwks: 'http://idp.example.com/keys'} | auth.jwks: http://idp.example.com/keys is not https; write a file or an https address; http only for localhost
                    cors: {origins: ['https://a.example/']} | cors.origins: https://a.example/ is more than an origin; write it as https://app.example.com, without a slash at the end
                    providers: {Demo: {}}            | providers: Demo is not a name; names look like [a-z][a-z0-9-]{0,31}
                    providers: {'*': {}}             | providers: * is not a name; names look like [a-z][a-z0-9-]{0,31}
                    providers: {demo: {settings: {a: }}} | providers.demo.settings: holds an empty value
                    providers: {demo: {breaker: {failures: 0}}} | providers.demo.breaker.failures: 0 is not between 1 and 10000
                    log: {level: !x info}            | log.level: has a tag; leave out the tag that starts with !
                    ledger: {batch: 9, intake: 8}    | ledger.batch: 9 is more than ledger.intake, 8
                    dataDir: ''                      | dataDir: "" is empty
                    """)
    void refuses(String yaml, String message) {
        assertThat(fixture.refused(yaml)).containsExactly("sluice.yaml:1: " + message);
    }

    @Test
    void refusesAFileThatIsNoMapping() {
        assertThat(fixture.refused("- a\n- b\n"))
                .singleElement()
                .asString()
                .startsWith("sluice.yaml:1: is not a section; its keys are server, cors, auth,");
    }

    @Test
    void saysWhereTheYamlBreaksWithoutQuotingIt() {
        // when
        List<String> lines = fixture.refused("auth:\n  secret: \"hush-hush\n  open: [\n");

        // then
        assertThat(lines).singleElement().asString().matches("sluice\\.yaml:\\d: is not YAML: .*");
        assertThat(lines.toString()).doesNotContain("hush");
    }

    @Test
    void saysThatTheFileIsMissing() {
        assertThatThrownBy(() -> ConfigLoader.load(Optional.of(fixture.file()), Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(fixture.file() + ": does not exist");
    }

    @Test
    void refusesFilesBeyondItsBounds() throws IOException {
        assertThat(fixture.refused("# " + "x".repeat(YamlText.MOST_BYTES)))
                .containsExactly("sluice.yaml: is larger than 1MiB");
        assertThat(fixture.refused("tools: " + "[".repeat(100_000)))
                .containsExactly("sluice.yaml:1: nests deeper than 32 levels");
        assertThat(fixture.refused("tools: [" + "1,".repeat(YamlText.MOST_EVENTS) + "1]"))
                .containsExactly("sluice.yaml:1: holds too many values");

        Files.write(fixture.file(), "log: {file: \u00fc}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ConfigLoader.load(Optional.of(fixture.file()), Map.of()))
                .hasMessage(fixture.file() + ": is not text in UTF-8");
    }

    @Test
    void refusesAliasesThatUnfoldIntoVeryMuch() {
        // given
        StringBuilder yaml = new StringBuilder("providers:\n  demo:\n    settings:\n      a0: &a0 [1, 2]\n");
        for (int i = 1; i < 20; i++) {
            yaml.append("      a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        // when, then
        assertThat(fixture.refused(yaml.toString()))
                .singleElement()
                .asString()
                .endsWith("providers.demo.settings: unfolds into too many values");
        assertThat(fixture.refused("providers: {demo: {settings: {a: &a [1], b: [" + "*a,".repeat(51) + "1]}}}"))
                .containsExactly("sluice.yaml:1: uses more than 50 aliases");
        assertThat(fixture.refused("providers: {demo: {settings: &a {b: *a}}}"))
                .singleElement()
                .asString()
                .startsWith("sluice.yaml:1: ");
    }

    @Test
    void readsProvidersAndToolsAndFillsTheirGapsFromTheNode() {
        // when
        SluiceConfig config = fixture.load("""
                        breaker: {openFor: 10s}
                        admission: {maxWaiting: 9}
                        providers:
                          demo:
                            breaker: {failures: 2}
                            settings:
                              url: ${URL:http://localhost}
                              depth: 3
                              ratio: 1.5
                              flags: [true, "no"]
                              n: "${N:7}"
                              m: ${N:7}
                          other: {enabled: false}
                          plain:
                        tools:
                          demo.wipe-all:
                            roles: [admin]
                            timeout: 5m
                            perUser: 3
                            admission: {maxRunning: 1}
                          echo: {}
                        """).config();

        // then
        ProviderConfig demo = Objects.requireNonNull(config.providers().get("demo"));
        assertThat(demo.enabled()).isTrue();
        assertThat(demo.breaker()).contains(new BreakerConfig(2, Duration.ofSeconds(60), Duration.ofSeconds(10)));
        assertThat(demo.admission()).isEmpty();
        assertThat(demo.settings())
                .isEqualTo(Map.of(
                        "url",
                        "http://localhost",
                        "depth",
                        3,
                        "ratio",
                        1.5,
                        "flags",
                        List.of(true, "no"),
                        "n",
                        "7",
                        "m",
                        7));
        assertThat(config.providers().get("other"))
                .extracting(ProviderConfig::enabled)
                .isEqualTo(false);
        assertThat(config.providers()).containsKey("plain");
        assertThat(config.tools().get("demo.wipe-all"))
                .isEqualTo(new ToolConfig(
                        Optional.of(Set.of("admin")),
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.of(3),
                        Optional.of(new AdmissionConfig(1, 9, Duration.ofSeconds(30)))));
        assertThat(config.tools().get("echo"))
                .isEqualTo(new ToolConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void expandsTheEnvironmentInsideOfValues() {
        // when
        SluiceConfig config = fixture.load(
                        """
                        server: {port: "${P}", tls: {enabled: "${TLS:false}"}}
                        auth: {issuer: "https://${HOST_NAME:idp}.example/${EMPTY:realm}", audience: "${NONE:}", secret: "${S}"}
                        cors: {origins: "${ORIGINS}"}
                        dataDir: $${literal}/$5
                        """,
                        Map.of(
                                "P",
                                "0",
                                "S",
                                ConfigFixture.SECRET,
                                "EMPTY",
                                "",
                                "ORIGINS",
                                "https://a.example, https://b.example"))
                .config();

        // then
        assertThat(config.server().port()).isZero();
        assertThat(config.server().tls().enabled()).isFalse();
        assertThat(config.auth().issuer()).contains("https://idp.example/realm");
        assertThat(config.auth().audience()).isEmpty();
        assertThat(config.auth().secret()).contains(new Secret(ConfigFixture.SECRET));
        assertThat(config.cors().origins()).containsExactly("https://a.example", "https://b.example");
        assertThat(config.dataDir()).isEqualTo(Path.of("${literal}/$5"));
    }

    @Test
    void saysWhichVariableIsMissing() {
        assertThat(fixture.refused("log:\n  level: ${LEVEL}\n  file: ${oops\n"))
                .containsExactly(
                        "sluice.yaml:2: log.level: needs the environment variable LEVEL, which is not set; set it, or write ${LEVEL:default}",
                        "sluice.yaml:3: log.file: holds a ${ that is neither ${NAME} nor ${NAME:default}; write $${ for a plain ${");
    }

    @Test
    void neverShowsASecretInAMessage() {
        // when
        List<String> lines = fixture.refused("""
                auth: {secret: hush-short}
                sessions: {key: 31415926535}
                redis: {urls: ["amqp://me:hush-redis@host", "hush redis"], password: [hush-list]}
                ledger: {url: "mysql://me:hush-db@host/db"}
                """, Map.of("SESSION_KEY", "hush-env"));

        // then
        assertThat(lines)
                .contains(
                        "sluice.yaml:1: auth.secret: *** has 10 bytes and needs at least 32; make one with: openssl rand -base64 48",
                        "env SESSION_KEY: sessions.key: *** has 8 bytes and needs at least 32; make one with: openssl rand -base64 48",
                        "sluice.yaml:3: redis.urls: amqp://***@host is not an address that starts with redis://, rediss://; write it as redis://host:6379 or rediss://user:password@host:6380/0");
        assertThat(lines.toString()).doesNotContain("hush", "31415926535");
        assertThat(lines).hasSize(7);
    }
}
