package dev.sluice.clients;

import dev.sluice.PluginJar;
import dev.sluice.clients.features.FeaturesProvider;
import dev.sluice.fixture.ConformanceProvider;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.provider.ToolProvider;
import dev.sluice.upstreams.JavaSdkServer;
import dev.sluice.upstreams.PythonServer;
import dev.sluice.upstreams.StdioServers;
import dev.sluice.upstreams.UpstreamServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A real server behind the gateway, and what cannot be told about it. */
enum BridgedServer {
    SDK_1_HTTP("SDK 1.x over HTTP"),
    SDK_1_SSE("SDK 1.x over HTTP+SSE"),
    /** A caller that can be asked has a process of its own, and the gateway's own, which listens, is another. */
    SDK_1_STDIO("SDK 1.x over stdio", "notices"),
    SDK_2_MODERN("SDK 2.x over HTTP, 2026-07-28 only"),
    SDK_2_DUAL("SDK 2.x over HTTP, both eras"),
    SDK_2_LEGACY("SDK 2.x over HTTP, both eras, spoken to as an old one"),
    SDK_2_STDIO("SDK 2.x over stdio"),
    /** Has few tools, of which none waits; no prompts and no resources. */
    JAVA_STDIO("Java SDK over stdio", Facts.BEYOND_THE_COMMON),
    /** Has few tools, of which none waits; its prompt and resources are not asked for here. */
    PYTHON_HTTP("Python SDK over HTTP", Facts.BEYOND_THE_COMMON),
    SLUICE_STDIO("Sluice over stdio"),
    /**
     * Another plugin, whose tools need not run side by side: a caller that can be asked has one call at a time there. It has
     * no tool that waits, and the process that a caller changes is not the one in which the gateway listens.
     */
    SLUICE_STDIO_LEGACY("Sluice over stdio, spoken to as an old one", "roots cancelled notices");

    private final String title;
    private final String untold;

    BridgedServer(String title) {
        this(title, "");
    }

    BridgedServer(String title, String untold) {
        this.title = title;
        this.untold = untold;
    }

    /** Parts of {@code bridging.mjs} that it cannot express. */
    Set<String> untold() {
        return Set.of(untold.split(" "));
    }

    /** Whether it has the tools of {@code features.mjs} instead of those of {@code bridging.mjs}. */
    boolean hasFeatures() {
        return this == SLUICE_STDIO;
    }

    @Override
    public String toString() {
        return title;
    }

    /** Parts that only the servers in JavaScript have. */
    private static final class Facts {
        static final String BEYOND_THE_COMMON =
                "image mistake header rounds state together cancelled prompt askingPrompt completed read missing notices";
    }

    /** One that runs, and how a gateway is told of it. */
    record Running(String yaml, @Nullable Closeable process) implements Closeable {
        @Override
        public void close() throws IOException {
            if (process != null) {
                process.close();
            }
        }
    }

    /**
     * Starts it, or has it started by the gateway.
     *
     * @param home for those that need a directory
     */
    Running start(Path home) throws IOException, InterruptedException {
        return switch (this) {
            case SDK_1_HTTP -> at(UpstreamServer.legacy(), "auto");
            case SDK_1_SSE -> at(UpstreamServer.sse(), "auto");
            case SDK_1_STDIO -> command(StdioServers.legacy(), "auto");
            case SDK_2_MODERN -> at(UpstreamServer.modern(), "auto");
            case SDK_2_DUAL -> at(UpstreamServer.dual(), "auto");
            case SDK_2_LEGACY -> at(UpstreamServer.dual(), "legacy");
            case SDK_2_STDIO -> command(StdioServers.dual(), "auto");
            case JAVA_STDIO -> command(brief(home, JavaSdkServer.commandLine()), "auto");
            case PYTHON_HTTP -> at(PythonServer.start());
            case SLUICE_STDIO -> command(brief(home, sluice(home, FeaturesProvider.class)), "auto");
            case SLUICE_STDIO_LEGACY -> command(brief(home, sluice(home, ConformanceProvider.class)), "legacy");
        };
    }

    private static Running at(UpstreamServer server, String era) {
        return new Running(url(server.uri(), era), server::close);
    }

    private static Running at(PythonServer server) {
        return new Running(url(server.uri(), "auto"), server::close);
    }

    private static String url(URI uri, String era) {
        return "{url: \"" + uri + "\", prefix: \"\", era: " + era + '}';
    }

    private static Running command(List<String> line, String era) throws IOException {
        String words = JsonCodec.MAPPER.writeValueAsString(line);
        String environment = "{RATE_LIMIT_USER_MAX: \"0\"}";
        return new Running(
                "{command: " + words + ", environment: " + environment + ", prefix: \"\", era: " + era + '}', null);
    }

    /** A class path is longer than a word of the configuration may be: the words of Java go into a file. */
    private static List<String> brief(Path home, List<String> java) throws IOException {
        Path words = home.resolve("words");
        Files.write(
                words,
                java.stream()
                        .skip(1)
                        .map(word -> '"' + word.replace("\\", "\\\\") + '"')
                        .toList());
        return List.of(java.getFirst(), "@" + words);
    }

    /** What the launcher comes to, with the class path of the test. */
    private static List<String> sluice(Path home, Class<? extends ToolProvider> plugin) throws IOException {
        PluginJar.of(plugin, Files.createDirectories(home.resolve("plugins")));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dsluice.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.Sluice",
                "stdio");
    }
}
