package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.RestConfig.Endpoint;
import dev.sluice.config.UpstreamConfig.Command;
import dev.sluice.config.UpstreamConfig.EraChoice;
import dev.sluice.config.UpstreamConfig.Remote;
import dev.sluice.config.UpstreamConfig.SessionsFor;
import dev.sluice.config.UpstreamConfig.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams, REST services and endpoints as they come out of the file. */
@Tag("R-504")
class FederationLoaderTest {
    private static final AdmissionConfig BULKHEAD = new AdmissionConfig(25, 50, Duration.ofSeconds(10));

    private final Path directory;
    private final ConfigFixture fixture;

    FederationLoaderTest(@TempDir Path directory) {
        this.directory = directory;
        this.fixture = new ConfigFixture(directory);
    }

    @Test
    void givesAnUpstreamItsDefaultsAndTheRulesOfItsProvider() {
        // when
        SluiceConfig config = fixture.load("upstreams: {github: {url: 'https://mcp.example.com/mcp'}}")
                .config();

        // then
        assertThat(upstream(config, "github"))
                .isEqualTo(new UpstreamConfig(
                        new Remote(URI.create("https://mcp.example.com/mcp"), Transport.AUTO),
                        EraChoice.AUTO,
                        SessionsFor.CALLER,
                        true,
                        100,
                        256,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(5),
                        new ServiceConfig(
                                "github__",
                                Set.of(),
                                List.of(),
                                List.of(),
                                PinMode.FIRST_USE,
                                Map.of(),
                                Optional.empty(),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5),
                                64)));
        assertThat(config.providers())
                .containsExactlyEntriesOf(Map.of(
                        "github",
                        new ProviderConfig(true, Optional.empty(), Optional.of(BULKHEAD), Optional.of(2), Map.of())));
        assertThat(config.federation().pins()).isEqualTo(Path.of("data", "pins.json"));
    }

    @Test
    void readsEverythingThatAnUpstreamMayHave() {
        // when
        SluiceConfig config = fixture.load("""
                        breaker: {window: 7s}
                        upstreams:
                          github:
                            url: https://mcp.example.com/mcp?team=a
                            transport: sse
                            era: legacy
                            prefix: gh_
                            roles: [dev]
                            include: [create_*, list_*]
                            exclude: ["*_danger"]
                            pins: review
                            headers: {X-Key: "${KEY}", x-other: "a b"}
                            oauth: {tokenUrl: 'https://idp.example/token', clientId: me, clientSecret: "${KEY}", scope: a b}
                            sessions: all
                            questions: false
                            maxParked: 3
                            maxSessions: 4
                            sessionIdle: 1m
                            refresh: 1h
                            timeout: 5s
                            connectTimeout: 1s
                            maxConnections: 8
                            retries: 0
                            breaker: {failures: 2}
                            admission: {maxRunning: 1}
                        """, Map.of("JWT_SECRET", ConfigFixture.SECRET, "KEY", "hush"))
                .config();

        // then
        UpstreamConfig upstream = upstream(config, "github");
        assertThat(upstream.target())
                .isEqualTo(new Remote(URI.create("https://mcp.example.com/mcp?team=a"), Transport.SSE));
        assertThat(upstream.era()).isEqualTo(EraChoice.LEGACY);
        assertThat(upstream.sessions()).isEqualTo(SessionsFor.ALL);
        assertThat(upstream.questions()).isFalse();
        assertThat(upstream.service())
                .isEqualTo(new ServiceConfig(
                        "gh_",
                        Set.of("dev"),
                        List.of("create_*", "list_*"),
                        List.of("*_danger"),
                        PinMode.REVIEW,
                        Map.of("X-Key", new Secret("hush"), "x-other", new Secret("a b")),
                        Optional.of(new ClientCredentials(
                                URI.create("https://idp.example/token"),
                                "me",
                                new Secret("hush"),
                                Optional.of("a b"),
                                Optional.empty())),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        8));
        assertThat(config.providers().get("github"))
                .isEqualTo(new ProviderConfig(
                        true,
                        Optional.of(new BreakerConfig(2, Duration.ofSeconds(7), Duration.ofSeconds(60))),
                        Optional.of(new AdmissionConfig(1, 50, Duration.ofSeconds(10))),
                        Optional.of(0),
                        Map.of()));
    }

    @Test
    void readsAChildProcess() {
        // when
        SluiceConfig config = fixture.load("""
                        upstreams:
                          files:
                            command: [npx, -y, "a b", ""]
                            environment: {B: "${NONE:}", A: "2"}
                            directory: /srv
                            prefix: ""
                        """).config();

        // then
        Command command = (Command) upstream(config, "files").target();
        assertThat(command)
                .isEqualTo(new Command(
                        List.of("npx", "-y", "a b", ""),
                        Map.of("B", new Secret(""), "A", new Secret("2")),
                        Optional.of(Path.of("/srv"))));
        assertThat(command.environment().keySet()).containsExactly("B", "A");
        assertThat(upstream(config, "files").service().prefix()).isEmpty();
    }

    @Test
    void readsARestServiceWithTemplatesAndSchemasAsTheyAreWritten() {
        // when
        RestConfig rest = rest(fixture.load("""
                        rest:
                          weather:
                            url: https://api.example.com/v1
                            openapi: /openapi.json
                            rename: {"GET /stations": stations, listPets: pets}
                            maxResponse: 1MiB
                            tools:
                              zebra:
                                description: |
                                  Two
                                  lines
                                method: post
                                path: /forecast/{city}/{where.lat}
                                query: {units: "{units}", n: "1"}
                                headers: {Accept-Language: "{lang}"}
                                body: {b: "{units}", a: [1, null, {x: true}], ratio: 1.5}
                                input:
                                  type: object
                                  required: [city, where]
                                  properties:
                                    where: {type: object, properties: {lat: {type: number}}}
                                    units: {enum: [metric, null], default: null}
                                    lang: {type: string, pattern: "^[a-z]{2}$"}
                                    city: {type: string}
                                output: {type: object}
                                result: /data/0/a~1b
                              apple: {path: /apple}
                              put: {path: /put, method: PUT}
                              get: {path: /get, method: GET, idempotent: false, readOnly: false}
                        """).config(), "weather");

        // then
        assertThat(rest.tools().keySet()).containsExactly("zebra", "apple", "put", "get");
        Endpoint zebra = tool(rest, "zebra");
        assertThat(zebra.description()).isEqualTo("Two\nlines\n");
        assertThat(zebra.method()).isEqualTo("POST");
        assertThat(zebra.query()).isEqualTo(Map.of("units", "{units}", "n", "1"));
        assertThat(zebra.headers()).isEqualTo(Map.of("Accept-Language", "{lang}"));
        assertThat(zebra.body().orElseThrow().toString()).isEqualTo("{b={units}, a=[1, null, {x=true}], ratio=1.5}");
        assertThat(zebra.input().keySet()).containsExactly("type", "required", "properties");
        assertThat(((Map<?, ?>) Objects.requireNonNull(zebra.input().get("properties"))).get("units"))
                .hasToString("{enum=[metric, null], default=null}");
        assertThat(zebra.output()).contains(Map.of("type", "object"));
        assertThat(zebra.result()).isEqualTo("/data/0/a~1b");
        assertThat(List.of(zebra.readOnly(), zebra.idempotent())).containsExactly(false, false);
        assertThat(tool(rest, "apple"))
                .isEqualTo(new Endpoint(
                        "GET /apple",
                        "GET",
                        "/apple",
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        Map.of("type", "object"),
                        Optional.empty(),
                        "",
                        true,
                        true));
        assertThat(List.of(tool(rest, "put").readOnly(), tool(rest, "put").idempotent()))
                .containsExactly(false, true);
        assertThat(List.of(tool(rest, "get").readOnly(), tool(rest, "get").idempotent()))
                .containsExactly(false, false);
        assertThat(rest.rename()).isEqualTo(Map.of("GET /stations", "stations", "listPets", "pets"));
        assertThat(rest.openapiPath()).contains("/openapi.json");
        assertThat(rest.openapiFile()).isEmpty();
        assertThat(rest.service().prefix()).isEqualTo("weather__");
    }

    @Test
    void findsAnOpenApiDocumentBesideTheConfigurationFile() throws IOException {
        // given
        Path document = Files.writeString(directory.resolve("pet store.yaml"), "openapi: 3.1.0\n");

        // when
        RestConfig relative = rest(
                fixture.load("rest: {pets: {url: 'https://a.example', openapi: './pet store.yaml'}}")
                        .config(),
                "pets");
        RestConfig absolute = rest(
                fixture.load("rest: {pets: {url: 'https://a.example', openapi: 'file://%s'}}"
                                .formatted(document.toUri().getRawPath()))
                        .config(),
                "pets");

        // then
        assertThat(relative.openapiFile()).contains(document.toAbsolutePath());
        assertThat(relative.openapiPath()).isEmpty();
        assertThat(absolute).isEqualTo(relative);
    }

    @Test
    void readsEndpoints() {
        // when
        FederationConfig federation = fixture.load("""
                        upstreams: {github: {url: 'https://mcp.example.com/mcp'}}
                        servers:
                          support:
                            tools: [github__*]
                            prompts: []
                            resources: ["file:///*"]
                            prefixes: {github: gh_}
                            roles: [support]
                            perUser: 5
                            admission: {maxRunning: 2}
                            search: true
                            listed: [github__search]
                            instructions: Ask first.
                          default:
                        outbound: {allow: ["*.Internal", 10.0.0.0/8, "::1/128"]}
                        pins: {file: /var/pins.json}
                        """).config().federation();

        // then
        assertThat(federation.servers().keySet()).containsExactly("support", "default");
        assertThat(federation.servers().get("support"))
                .isEqualTo(new VirtualServerConfig(
                        List.of("github__*"),
                        List.of(),
                        List.of("file:///*"),
                        Map.of("github", "gh_"),
                        Set.of("support"),
                        OptionalInt.of(5),
                        Optional.of(new AdmissionConfig(2, 200, Duration.ofSeconds(30))),
                        true,
                        List.of("github__search"),
                        Optional.of("Ask first.")));
        assertThat(federation.servers().get("default")).isEqualTo(VirtualServerConfig.ALL);
        assertThat(federation.allowed()).containsExactly("*.internal", "10.0.0.0/8", "::1/128");
        assertThat(federation.pins()).isEqualTo(Path.of("/var/pins.json"));
    }

    @Test
    void keepsTheOrderOfTheFileAndLeavesOutWhatIsSwitchedOff() {
        // given
        List<String> names = Arrays.asList("z9", "a1", "m5", "b2", "y8", "c3", "x7");
        StringBuilder yaml = new StringBuilder("upstreams:\n");
        names.forEach(
                name -> yaml.append("  %s: {url: 'https://%s.example', prefix: %s_}\n".formatted(name, name, name)));
        yaml.append("  off: {url: 'https://off.example', enabled: false}\n");

        // when
        SluiceConfig config = fixture.load(yaml.toString()).config();

        // then
        assertThat(config.federation().upstreams().keySet()).containsExactlyElementsOf(names);
        assertThat(config.providers()).doesNotContainKey("off").containsKeys("z9", "x7");
    }

    @Test
    void readsRetriesOfAnyProvider() {
        assertThat(fixture.load("providers: {demo: {retries: 0}}")
                        .config()
                        .providers()
                        .get("demo"))
                .extracting(ProviderConfig::retries)
                .isEqualTo(Optional.of(0));
    }

    private static UpstreamConfig upstream(SluiceConfig config, String name) {
        return Objects.requireNonNull(config.federation().upstreams().get(name));
    }

    private static RestConfig rest(SluiceConfig config, String name) {
        return Objects.requireNonNull(config.federation().rest().get(name));
    }

    private static Endpoint tool(RestConfig rest, String name) {
        return Objects.requireNonNull(rest.tools().get(name));
    }
}
