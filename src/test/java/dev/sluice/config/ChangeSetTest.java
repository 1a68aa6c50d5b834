package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-505")
class ChangeSetTest {
    private static final String SERVICES = """
            upstreams: {a: {url: 'https://a.example'}, b: {url: 'https://b.example'}, c: {command: [c]}}
            rest: {r: {url: 'https://r.example', openapi: /o}}
            servers: {s: {tools: ['a__*']}}
            tools: {a__x: {perUser: 5}}
            """;

    private final ConfigFixture fixture;

    ChangeSetTest(@TempDir Path directory) {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void isEmptyForWhatSaysTheSame() {
        // when
        ChangeSet changes = between(SERVICES, "# a comment\n" + SERVICES + "server: {port: 8443}\n");

        // then
        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.needsRestart()).isFalse();
    }

    @Test
    void saysWhatCameWentAndChanged() {
        // when
        ChangeSet changes = between(SERVICES, """
                upstreams: {d: {command: [d]}, b: {url: 'https://other.example'}, a: {url: 'https://a.example'}}
                rest: {q: {url: 'https://r.example', openapi: /o}}
                servers: {s: {tools: ['*']}, t: {}}
                tools: {a__x: {perUser: 6}, a__y: {}}
                """);

        // then
        assertThat(changes.upstreams()).isEqualTo(new ChangeSet.Names(Set.of("d"), Set.of("c"), Set.of("b")));
        assertThat(changes.rest()).isEqualTo(new ChangeSet.Names(Set.of("q"), Set.of("r"), Set.of()));
        assertThat(changes.servers()).isEqualTo(new ChangeSet.Names(Set.of("t"), Set.of(), Set.of("s")));
        assertThat(changes.tools()).isEqualTo(new ChangeSet.Names(Set.of("a__y"), Set.of(), Set.of("a__x")));
        assertThat(changes.restart()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    retries: 1
                    breaker: {failures: 1}
                    admission: {maxRunning: 1}
                    headers: {X-Key: other}
                    timeout: 1s
                    """)
    void countsTheRulesOfAServicesProviderAsItsOwn(String rule) {
        // when
        ChangeSet changes = between(
                "upstreams: {a: {url: 'https://a.example', headers: {X-Key: one}}}",
                "upstreams: {a: {url: 'https://a.example', " + rule + "}}");

        // then
        assertThat(changes.upstreams()).isEqualTo(new ChangeSet.Names(Set.of(), Set.of(), Set.of("a")));
        assertThat(changes.restart()).isEmpty();
    }

    @Test
    void takesAServiceThatIsSwitchedOffForGone() {
        assertThat(between("upstreams: {a: {command: [a]}}", "upstreams: {a: {command: [a], enabled: false}}")
                        .upstreams())
                .isEqualTo(new ChangeSet.Names(Set.of(), Set.of("a"), Set.of()));
    }

    @Test
    void saysWhichKeysNeedARestartAndShowsNoValue() {
        // when
        ChangeSet changes = between(
                "providers: {demo: {settings: {key: hush}}}\nsessions: {key: hush-hush-hush-hush-hush-hush-hush-1}",
                """
                server: {port: 1, tls: {engine: jdk}}
                auth: {audience: me}
                providers: {demo: {settings: {key: hush2}}, more: {}}
                sessions: {key: hush-hush-hush-hush-hush-hush-hush-2}
                breaker: {failures: 9}
                outbound: {allow: [a.internal]}
                pins: {file: p.json}
                """);

        // then
        assertThat(changes.restart())
                .containsExactly(
                        "auth.audience",
                        "breaker.failures",
                        "outbound.allow",
                        "pins.file",
                        "providers.demo.settings",
                        "providers.more.enabled",
                        "providers.more.settings",
                        "server.port",
                        "server.tls.engine",
                        "sessions.key");
        assertThat(changes.needsRestart()).isTrue();
        assertThat(changes.toString()).doesNotContain("hush");
    }

    private ChangeSet between(String before, String after) {
        Map<String, String> env = Map.of("JWT_SECRET", ConfigFixture.SECRET);
        return ChangeSet.between(
                fixture.load(before, env).config(), fixture.load(after, env).config());
    }
}
