package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.ToolDescriptor;
import dev.sluice.config.ProviderConfig;
import dev.sluice.mcp.RawJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("R-109")
class ProvidersTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void findsTheDemonstrationToolsAndOffersTheSimulationInDevOnly() {
        Providers dev = Rig.await(Providers.start(vertx, TestConfig.defaults().build(), resources(true)));
        Providers run = Rig.await(Providers.start(vertx, TestConfig.defaults().build(), resources(false)));

        assertThat(Rig.tools(dev))
                .extracting(ToolDescriptor::name)
                .containsExactly(
                        "process-data",
                        "get-profile",
                        "health-check",
                        "hello_world",
                        "whoami",
                        "echo",
                        "simulate_work");
        assertThat(Rig.tools(run)).extracting(ToolDescriptor::name).doesNotContain("simulate_work");
        assertThat(run.circuits()).containsOnlyKeys("user-data", "demo");
        Rig.await(dev.stop());
        Rig.await(run.stop());
    }

    @Test
    void findsProvidersInThePluginsDirectory() throws IOException {
        plugin(
                "acme.Plugin",
                "package acme; import dev.sluice.provider.*; import io.vertx.core.Future;"
                        + " import java.util.List; public class Plugin implements ToolProvider {"
                        + " public String name() { return \"acme\"; }"
                        + " public Future<List<ToolSpec>> start(ProviderHost host) {"
                        + "   return Future.succeededFuture(List.of(ToolSpec.of(\"dig\", \"Dig\", \"Digs.\"))); }"
                        + " public Future<ToolResult> call(ToolRequest request) {"
                        + "   return Future.succeededFuture(ToolResult.text(\"dug\")); } }");

        Providers providers =
                Rig.await(Providers.start(vertx, TestConfig.defaults().build(), resources(false)));

        assertThat(Rig.tools(providers))
                .extracting(ToolDescriptor::provider, ToolDescriptor::name)
                .contains(org.assertj.core.api.Assertions.tuple("acme", "dig"));
        Rig.await(providers.stop());
    }

    @Test
    void saysWhichPluginCannotBeLoaded() throws IOException {
        Files.createDirectories(directory.resolve("plugins"));
        jar(Map.of(
                "META-INF/services/dev.sluice.provider.ToolProvider", "acme.Missing".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() ->
                        Rig.await(Providers.start(vertx, TestConfig.defaults().build(), resources(false))))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("acme.Missing")
                .hasMessageContaining("plugins");
    }

    @Test
    void leavesOutWhatIsSwitchedOff() {
        Map<String, ProviderConfig> off =
                Map.of("second", new ProviderConfig(false, Optional.empty(), Optional.empty(), Map.of()));
        try (Rig rig = new Rig(
                TestConfig.defaults().providers(off),
                new ScriptedProvider("first", ToolSpec.of("one", "One", "One.")),
                new ScriptedProvider("second", ToolSpec.of("two", "Two", "Two.")))) {
            assertThat(Rig.tools(rig.providers))
                    .extracting(ToolDescriptor::name)
                    .containsExactly("one");
        }
    }

    @Test
    void describesAToolAsToolsListShowsIt() {
        ToolSpec spec = ToolSpec.of("one", "The one", "Says \"one\".")
                .input("{ \"type\":\"object\", \"x-kept\": 1.0 }")
                .output("{\"type\":\"object\"}")
                .reading()
                .closed();
        try (Rig rig = new Rig(TestConfig.defaults(), new ScriptedProvider("first", spec))) {
            assertThat(Rig.tools(rig.providers).getFirst().definition())
                    .isEqualTo(
                            RawJson.of("{\"name\":\"one\",\"title\":\"The one\",\"description\":\"Says \\\"one\\\".\","
                                    + "\"inputSchema\":{ \"type\":\"object\", \"x-kept\": 1.0 },"
                                    + "\"outputSchema\":{\"type\":\"object\"},"
                                    + "\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,"
                                    + "\"idempotentHint\":true,\"openWorldHint\":false}}"));
        }
    }

    @Test
    void stopsWhatHadStartedWhenALaterOneFails() {
        ScriptedProvider first = new ScriptedProvider("first", ToolSpec.of("one", "One", "One."));

        assertThatThrownBy(() -> start(first, failing("second")))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("\"second\"")
                .hasMessageContaining("no licence")
                .hasMessageContaining("providers.second.enabled");
        assertThat(first.stops).hasValue(1);
    }

    @Test
    void refusesTwoProvidersOfOneName() {
        assertThatThrownBy(() -> start(new ScriptedProvider("twin"), new ScriptedProvider("twin")))
                .hasMessageContaining("\"twin\"")
                .hasMessageContaining("Rename");
    }

    @Test
    void boundsTheTimeAProviderTakesToStart() {
        ProviderStarter starter =
                new ProviderStarter(vertx, TestConfig.defaults().build(), resources(false), Duration.ofMillis(50));

        assertThatThrownBy(() -> Rig.await(starter.start("slow", hanging())))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("\"slow\" did not start within");
    }

    static Stream<List<String>> badSpecs() {
        return Stream.of(
                List.of("bad name", "{\"type\":\"object\"}", "rename it"),
                List.of("ok", "{\"type\":\"string\"}", "add \"type\": \"object\""),
                List.of("ok", "{}", "add \"type\": \"object\""),
                List.of("ok", "{", "not valid JSON"));
    }

    @ParameterizedTest
    @MethodSource("badSpecs")
    void refusesABadToolAndNamesIt(List<String> spec) {
        ToolSpec bad = ToolSpec.of(spec.get(0), "Bad", "Bad.").input(spec.get(1));

        assertThatThrownBy(() -> start(new ScriptedProvider("first", bad)))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("\"first\"")
                .hasMessageContaining("\"" + spec.get(0) + "\"")
                .hasMessageContaining(spec.get(2));
    }

    @Test
    void refusesABadProviderName() {
        assertThatThrownBy(() -> start(new ScriptedProvider("Bad Name")))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("\"Bad Name\"");
    }

    private Providers start(ToolProvider... found) {
        return Rig.await(Providers.start(
                vertx,
                TestConfig.defaults().build(),
                resources(false),
                new ProviderFinder(List.of(found), null),
                List.of()));
    }

    private HostResources resources(boolean dev) {
        return new HostResources(
                Rig.h2(),
                new SimpleMeterRegistry(),
                InstantSource.system(),
                dev,
                directory.resolve("plugins"),
                () -> Rig.FACTS);
    }

    private void plugin(String type, String source) throws IOException {
        Files.createDirectories(directory.resolve("plugins"));
        Path file = directory.resolve("src/acme/Plugin.java");
        Files.createDirectories(directory.resolve("src/acme"));
        Files.writeString(file, source);
        JavaCompiler compiler = javax.tools.ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), file.toString());
        assertThat(result).isZero();
        jar(Map.of(
                "acme/Plugin.class",
                Files.readAllBytes(directory.resolve("src/acme/Plugin.class")),
                "META-INF/services/dev.sluice.provider.ToolProvider",
                type.getBytes(StandardCharsets.UTF_8)));
    }

    private void jar(Map<String, byte[]> entries) throws IOException {
        try (OutputStream file = Files.newOutputStream(directory.resolve("plugins/acme.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
    }

    private static ToolProvider failing(String name) {
        return startingWith(name, Future.failedFuture(new IllegalStateException("no licence")));
    }

    private static ToolProvider hanging() {
        return startingWith("slow", Promise.<List<ToolSpec>>promise().future());
    }

    private static ToolProvider startingWith(String name, Future<List<ToolSpec>> specs) {
        return new ToolProvider() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Future<List<ToolSpec>> start(ProviderHost host) {
                return specs;
            }

            @Override
            public Future<ToolResult> call(ToolRequest request) {
                return Future.failedFuture("not started");
            }
        };
    }
}
