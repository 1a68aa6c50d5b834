package dev.sluice.upstreams;

import dev.sluice.clients.Command;
import dev.sluice.clients.NpmProject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server from {@code src/test/upstreams} that listens on a free port of 127.0.0.1. Its packages are installed first;
 * where npm is absent the test is skipped with a line that says so. May be used by any thread.
 */
public final class UpstreamServer implements AutoCloseable {
    private static final String ANY_PORT = "0";

    private final ServerProcess process;
    private final String path;

    private UpstreamServer(ServerProcess process, String path) {
        this.process = process;
        this.path = path;
    }

    /** The official SDK 1.x: sessions of 2025-11-25 and older. */
    public static UpstreamServer legacy() throws IOException, InterruptedException {
        return start("/mcp", "fixture1.mjs", ANY_PORT);
    }

    /** The official SDK 1.x by the transport of 2024-11-05. */
    public static UpstreamServer sse() throws IOException, InterruptedException {
        return start("/sse", "fixture1.mjs", ANY_PORT, "--sse");
    }

    /** The official SDK 2.x: 2026-07-28, and sessions of 2025-11-25 for those who ask for one. */
    public static UpstreamServer dual() throws IOException, InterruptedException {
        return start("/mcp", "fixture2.mjs", ANY_PORT);
    }

    /** The official SDK 2.x: 2026-07-28 and nothing else. */
    public static UpstreamServer modern() throws IOException, InterruptedException {
        return start("/mcp", "fixture2.mjs", ANY_PORT, "--modern-only");
    }

    /**
     * A server of 2026-07-28 whose tool {@code rude} misbehaves while {@code polite} does not.
     *
     * @param manner one of {@code manners.mjs}
     * @param settings of that manner, as {@code key=value}
     */
    public static UpstreamServer rude(String manner, String... settings) throws IOException, InterruptedException {
        return start("/mcp", Stream.concat(Stream.of("rude.mjs", ANY_PORT, manner), Arrays.stream(settings)));
    }

    /** The same of 2025-11-25. */
    public static UpstreamServer rudeLegacy(String manner, String... settings)
            throws IOException, InterruptedException {
        return start(
                "/mcp", Stream.concat(Stream.of("rude.mjs", ANY_PORT, manner, "--legacy"), Arrays.stream(settings)));
    }

    private static UpstreamServer start(String path, String... line) throws IOException, InterruptedException {
        return start(path, Arrays.stream(line));
    }

    private static UpstreamServer start(String path, Stream<String> line) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(line.toList());
        String script = words.removeFirst();
        Command command = NpmProject.installed("upstreams").node(Map.of(), script, words.toArray(String[]::new));
        ProcessBuilder builder =
                new ProcessBuilder(command.line()).directory(command.directory().toFile());
        return new UpstreamServer(ServerProcess.start(builder), path);
    }

    /** Where it speaks the protocol. */
    public URI uri() {
        return at(path);
    }

    /** Another address of it, such as {@code /stats} and {@code /change} of the rude one. */
    public URI at(String otherPath) {
        return URI.create("http://127.0.0.1:" + process.port() + otherPath);
    }

    /** What it has said on standard error so far. */
    public String errors() throws IOException {
        return process.errors();
    }

    /** Ends it without warning, as a crash would. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Ends it; a failure of the test when it does not end with its standard input. */
    @Override
    public void close() throws IOException {
        process.close();
    }
}
