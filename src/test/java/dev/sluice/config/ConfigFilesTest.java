package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files in {@code conf/} say the same as the records. */
@Tag("R-504")
class ConfigFilesTest {
    private static final Path CONF = Path.of("src/main/resources/conf");
    private static final Path DEFAULTS = CONF.resolve("defaults.yaml");
    private static final Path EXAMPLE = CONF.resolve("sluice.example.yaml");
    private static final Path SCHEMA = CONF.resolve("sluice.schema.json");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void keysAreTheComponentsOfTheRecords() {
        assertThat(Keys.ALL.stream()
                        .filter(key -> !FederationKeys.ALL.contains(key))
                        .map(key -> key.path().toString()))
                .containsExactlyInAnyOrderElementsOf(components("", SluiceConfig.class));
    }

    @Test
    void exampleHasEveryKey() throws IOException {
        assertThat(keys(EXAMPLE)).isEqualTo(everyKey());
    }

    @Test
    void defaultsHaveEveryKey() throws IOException {
        // given: a section that is not set stands for the keys in it
        Set<String> written = keys(DEFAULTS);
        Set<String> expected = everyKey();

        // when
        Set<String> covered = expected.stream()
                .filter(key -> written.stream().anyMatch(path -> key.equals(path) || key.startsWith(path + ".")))
                .collect(Collectors.toSet());

        // then
        assertThat(covered).isEqualTo(expected);
        assertThat(written)
                .allMatch(path -> expected.stream().anyMatch(key -> key.equals(path) || key.startsWith(path + ".")));
    }

    @Test
    void requiredKeysHaveADefaultAndOptionalOnesHaveNone() {
        Map<KeyPath, Written> defaults = ConfigLoader.defaults().values();

        for (Key<?> key : Keys.ALL) {
            Written written = defaults.get(key.path());
            assertThat(written != null && !(written instanceof Written.Nothing))
                    .as(key.path().toString())
                    .isEqualTo(key.required());
        }
    }

    @Test
    void exampleLoadsAndSaysTheDefaults() {
        // given
        Map<String, String> env = Map.of("JWT_SECRET", ConfigFixture.SECRET);

        // when
        Loaded example = ConfigLoader.load(Optional.of(EXAMPLE), env);

        // then
        SluiceConfig defaults = ConfigLoader.load(Optional.empty(), env).config();
        SluiceConfig config = example.config();
        assertThat(new SluiceConfig(
                        config.server(),
                        config.cors(),
                        config.auth(),
                        config.sessions(),
                        config.limits(),
                        config.admission(),
                        config.breaker(),
                        config.calls(),
                        config.dialogue(),
                        config.streams(),
                        config.tasks(),
                        Map.of(),
                        Map.of(),
                        FederationConfig.NONE,
                        config.redis(),
                        config.ledger(),
                        config.metrics(),
                        config.log(),
                        config.dataDir()))
                .isEqualTo(defaults);
        assertThat(config.providers().get("demo"))
                .isEqualTo(new ProviderConfig(
                        true,
                        Optional.of(defaults.breaker()),
                        Optional.of(defaults.admission()),
                        Optional.of(defaults.calls().retries()),
                        Map.of()));
        assertThat(example.warnings()).isEmpty();
    }

    @Test
    void exampleSaysTheDefaultsOfServicesAndEndpoints() throws IOException {
        // given
        Problems problems = new Problems();
        Document example = new YamlText("example", problems)
                .compose(Files.readString(EXAMPLE))
                .map(root -> new DocumentReader("example", new Expansion(Map.of()), false, problems).read(root))
                .orElseThrow();
        Map<KeyPath, Written> defaults = ConfigLoader.defaults().values();

        // when, then
        example.values().forEach((path, written) -> {
            Key<?> key = Keys.at(path);
            boolean simple = key.required() && key.kind().shape() == Kind.Shape.VALUES;
            if (simple && FederationKeys.ALL.contains(key)) {
                assertThat(value(key, written))
                        .as(path.toString())
                        .isEqualTo(value(key, Objects.requireNonNull(defaults.get(key.path()))));
            }
        });
        assertThat(problems.list()).isEmpty();
    }

    private static Object value(Key<?> key, Written written) {
        try {
            return Objects.requireNonNull(key.kind().read(written));
        } catch (BadValueException e) {
            throw new AssertionError(key.path().toString(), e);
        }
    }

    @Test
    void exampleNamesItsSchemaForEditors() throws IOException {
        assertThat(Files.readString(EXAMPLE)).startsWith("# yaml-language-server: $schema=./sluice.schema.json\n");
    }

    @Test
    void everySampleOfTheDocumentLoads(@TempDir Path directory) throws IOException {
        // given
        List<String> samples = Pattern.compile("(?ms)^```yaml\n(.*?)^```$")
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map(sample -> sample.group(1))
                .toList();
        Map<String, String> env = Map.of(
                "JWT_SECRET",
                ConfigFixture.SECRET,
                "SESSION_KEY",
                ConfigFixture.SECRET,
                "REDIS_URL",
                "redis://localhost",
                "DB_URL",
                "postgresql://localhost/x");

        // when, then
        assertThat(samples).hasSizeGreaterThan(5);
        for (String sample : samples) {
            assertThat(new ConfigFixture(directory).load(sample, env))
                    .as(sample)
                    .isNotNull();
            assertThat(errors(sample)).as(sample).isEmpty();
        }
    }

    /** Run with {@code -Dsluice.schema.write=true} after a change of keys to write the file anew. */
    @Test
    void schemaIsWhatTheKeysSay() throws IOException {
        if (Boolean.getBoolean("sluice.schema.write")) {
            Files.writeString(SCHEMA, ConfigSchema.json());
        }
        assertThat(Files.readString(SCHEMA)).isEqualTo(ConfigSchema.json());
    }

    @Test
    void schemaAcceptsTheExample() throws IOException {
        assertThat(errors(Files.readString(EXAMPLE))).isEmpty();
    }

    @Test
    void schemaAcceptsTheDefaults() throws IOException {
        // given: only the file of defaults may name "*"
        String defaults = Files.readString(DEFAULTS).replace("\"*\"", "any");

        // when, then
        assertThat(errors(defaults)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admission: {maxWating: 1}",
                "sever: {}",
                "admission: {maxRunning: 0}",
                "admission: {maxRunning: '1'}",
                "admission: {maxRunning: null}",
                "calls: {timeout: 30}",
                "calls: {timeout: 30 s}",
                "server: {maxBodySize: 1MB}",
                "server: 1",
                "server: {trustedProxies: 10.0.0.0/8}",
                "log: {level: loud}",
                "auth: {algorithms: [none]}",
                "auth: {issuer: 1}",
                "providers: {Demo: {}}",
                "upstreams: {A: {}}",
                "upstreams: {a: {command: x}}",
                "upstreams: {a: {command: [x], pins: never}}",
                "upstreams: {a: {command: [x], environment: {A-B: c}}}",
                "upstreams: {a: {url: 'https://x.example', headers: {X-A: 1}}}",
                "rest: {a: {url: 'https://x.example', tools: {t: {path: a}}}}",
                "rest: {a: {url: 'https://x.example', tools: {t: {path: /, input: [a]}}}}",
                "rest: {a: {url: 'https://x.example', tools: {'a b': {path: /}}}}",
                "servers: {s: {perUser: 0}}",
                "providers: {demo: {setting: {}}}",
                "tools: {echo: {roles: admin}}"
            })
    void schemaRefusesWhatTheLoaderRefuses(String yaml) throws IOException {
        // given
        Path file = Files.createTempFile("sluice", ".yaml");
        try {
            Files.writeString(file, yaml + "\n");

            // when, then
            assertThat(errors(yaml)).isNotEmpty();
            assertThatThrownBy(() -> ConfigLoader.load(Optional.of(file), Map.of("JWT_SECRET", ConfigFixture.SECRET)))
                    .isInstanceOf(InvalidConfigException.class);
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "server:",
                "admission: {maxRunning: '${N:5}'}",
                "server: {trustedProxies: '${NETS:10.0.0.0/8}'}",
                "auth: {secret: null}",
                "providers: {demo: {settings: {anything: [1, {a: true}]}}}",
                "tools: {a.b: {timeout: 5m}, c:}",
                "upstreams: {a: {command: [x, ''], environment: {A: '${N:}'}, prefix: '', oauth: null}}",
                "rest: {a: {url: '${U:https://x.example}', openapi: /o, rename: {'GET /a': b}}}",
                "rest: {a: {url: 'https://x.example', tools: {t: {path: /, method: PUT, body: [1, null, {a: b}]}}}}",
                "rest: {a: {url: 'https://x.example', tools: {t: {path: /, method: PUT, body: text, output: null}}}}",
                "servers: {default:, s: {tools: [], prefixes: {}}}"
            })
    void schemaAcceptsWhatTheLoaderAccepts(String yaml) throws IOException {
        // given
        Path file = Files.createTempFile("sluice", ".yaml");
        try {
            Files.writeString(file, yaml + "\n");

            // when, then
            assertThat(errors(yaml)).isEmpty();
            assertThat(ConfigLoader.load(Optional.of(file), Map.of("JWT_SECRET", ConfigFixture.SECRET)))
                    .isNotNull();
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> errors(String yaml) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(MAPPER.readTree(SCHEMA.toFile()));
        JsonNode document = MAPPER.valueToTree(parsed(yaml));
        return schema.validate(document).stream().map(String::valueOf).toList();
    }

    private static @Nullable Object parsed(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    private static Set<String> everyKey() {
        return Keys.ALL.stream().map(key -> key.path().toString()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The keys of a file, with {@code *} for the names of providers and tools. */
    private static Set<String> keys(Path file) throws IOException {
        Set<String> keys = new TreeSet<>();
        collect(KeyPath.ROOT, parsed(Files.readString(file)), keys);
        return keys;
    }

    private static void collect(KeyPath path, @Nullable Object value, Set<String> keys) {
        if (value instanceof Map<?, ?> map
                && Keys.ALL.stream().noneMatch(key -> key.path().equals(path))) {
            map.forEach((name, inner) -> collect(Keys.pattern(path.child(String.valueOf(name))), inner, keys));
        } else {
            keys.add(path.toString());
        }
    }

    private static Set<String> components(String path, Class<?> type) {
        Set<String> keys = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String inner = join(path, component.getName());
            if (component.getType() == FederationConfig.class) {
                continue;
            }
            List<Class<?>> section = new ArrayList<>(sections(component.getGenericType()));
            if (section.isEmpty()) {
                keys.add(inner);
            } else {
                boolean named = component.getType() == Map.class;
                keys.addAll(components(named ? inner + ".*" : inner, section.getFirst()));
            }
        }
        return keys;
    }

    /** The record of configuration in a component's type: itself, an optional one, or the values of a map. */
    private static List<Class<?>> sections(Type type) {
        return switch (type) {
            case Class<?> plain -> plain.isRecord() && plain != Bytes.class ? List.of(plain) : List.of();
            case ParameterizedType generic ->
                sections(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]);
            default -> List.of();
        };
    }

    private static String join(String path, String name) {
        return (path.isEmpty() ? "" : path + ".") + name;
    }
}
