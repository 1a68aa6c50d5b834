package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R-504")
class EffectiveConfigTest {
    private static final String YAML = """
            auth: {secret: hush-hush-hush-hush-hush-hush-hush-hush}
            sessions: {key: hush-hush-hush-hush-hush-hush-hush-hush}
            redis: {urls: ["rediss://me:hush@cache.example:6380/0?password=hush"], password: hush}
            ledger: {url: "postgresql://me:hush@db/x"}
            providers:
              demo:
                settings: {apiKey: hush, headers: {authorization: hush}, list: [hush, 1], depth: 3, on: true}
            """;

    private final ConfigFixture fixture;

    EffectiveConfigTest(@TempDir Path directory) {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void showsEveryValueInForce() {
        // when
        String text = fixture.load("calls: {timeout: 90s}\nauth: {issuer: 'a: \"b\" ${X:c}'}\nlog: {file: 'true'}\n")
                .config()
                .describe();

        // then
        assertThat(text)
                .contains("  port: 8443\n")
                .contains("    engine: auto\n")
                .contains("  maxBodySize: 1MiB\n")
                .contains("  timeout: 90s\n")
                .contains("  secret: ***\n")
                .contains("  audience: null\n")
                .contains("  issuer: \"a: \\\"b\\\" c\"\n")
                .contains("  file: \"true\"\n")
                .contains("  allowedNetworks: [\"127.0.0.0/8\", \"::1/128\"]\n")
                .endsWith("dataDir: data\n");
    }

    @Test
    void showsNoSecret() {
        // when
        SluiceConfig config = fixture.load(YAML, Map.of()).config();

        // then
        assertThat(config.describe())
                .doesNotContain("hush")
                .contains("urls: [\"rediss://***@cache.example:6380/0?***\"]")
                .contains("      apiKey: ***\n")
                .contains("      depth: 3\n")
                .contains("      list: [***, 1]\n");
        assertThat(config.toString()).doesNotContain("hush");
    }

    @Test
    void showsNoSecretOfAService() {
        // when
        SluiceConfig config = fixture.load("""
                        auth: {open: true}
                        server: {host: 127.0.0.1}
                        upstreams:
                          web:
                            url: https://x.example/mcp?key=hush
                            headers: {X-Key: hush}
                            oauth: {tokenUrl: 'https://i.example/?k=hush', clientId: me, clientSecret: hush}
                          files:
                            command: [run, --api-key, hush, --token=hush, 'https://me:hush@x.example/?a=hush', plain]
                            environment: {KEY: hush}
                        rest:
                          weather:
                            url: https://x.example
                            tools:
                              t:
                                path: /a
                                method: POST
                                query: {key: hush, units: "{u}"}
                                headers: {X-Key: "hush {u}"}
                                body: {key: [hush], n: 1, u: "{u}", nothing: null}
                                input: {type: object, properties: {u: {type: string}}}
                        """, Map.of()).config();

        // then
        assertThat(config.describe())
                .doesNotContain("hush")
                .contains("    url: \"https://x.example/mcp?***\"\n")
                .contains(
                        "    command: [run, \"--api-key\", ***, \"--token=***\", \"https://***@x.example/?***\", plain]\n")
                .contains("          units: \"{u}\"\n")
                .contains("          \"n\": 1\n")
                .contains("          nothing: null\n")
                .contains("providers: {}\n");
        assertThat(config.toString()).doesNotContain("hush");
    }

    @Test
    void loadsAgainAsTheSameConfiguration() {
        // given
        Path example = Path.of("src/main/resources/conf/sluice.example.yaml");
        Map<String, String> env = Map.of("JWT_PUBLIC_KEY_PATH", "/etc/${odd}/key.pem", "AUDIENCE", "a\\\"b\u2028'c");
        SluiceConfig config = ConfigLoader.load(Optional.of(example), env).config();

        // when: every secret of the example is the word none
        SluiceConfig again =
                fixture.load(config.describe().replace("***", "none"), Map.of()).config();

        // then
        assertThat(again).isEqualTo(config);
    }
}
