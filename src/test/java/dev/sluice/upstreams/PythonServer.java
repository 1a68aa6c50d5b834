package dev.sluice.upstreams;

import dev.sluice.clients.Command;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of the official Python SDK, both eras. Nothing is installed for it: it runs where {@code python3}, or the
 * interpreter that {@code SLUICE_PYTHON} names, has the package {@code mcp} of version 2; elsewhere the test is skipped.
 */
public final class PythonServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PythonServer.class);
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("src/test/upstreams");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PYTHON = Objects.requireNonNullElse(System.getenv("SLUICE_PYTHON"), "python3");
    /** Writes no compiled files between the sources. */
    private static final String CLEAN = "-B";

    private final ServerProcess process;

    private PythonServer(ServerProcess process) {
        this.process = process;
    }

    /** Command line of one that speaks over standard input and output; it runs in any directory. */
    public static List<String> commandLine() throws InterruptedException {
        requirePackage();
        return List.of(PYTHON, CLEAN, script(), "--stdio");
    }

    /** Starts one that listens on a free port of 127.0.0.1. */
    public static PythonServer start() throws IOException, InterruptedException {
        requirePackage();
        return new PythonServer(ServerProcess.start(new ProcessBuilder(PYTHON, CLEAN, script(), "0")));
    }

    /** Where it speaks the protocol. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + process.port() + "/mcp");
    }

    @Override
    public void close() throws IOException {
        process.close();
    }

    private static String script() {
        return SOURCES.resolve("server.py").toString();
    }

    private static void requirePackage() throws InterruptedException {
        try {
            Command check = new Command(SOURCES, Map.of(), List.of(PYTHON, "-c", "import mcp_types, uvicorn"));
            if (!check.run(LIMIT).succeeded()) {
                skip(PYTHON + " lacks the package mcp 2");
            }
        } catch (IOException absent) {
            skip(PYTHON + " is not there");
        }
    }

    private static void skip(String why) {
        LOGGER.atWarn().addKeyValue("why", why).log("Tests with the Python SDK are skipped");
        Assumptions.abort("skipped: " + why);
    }
}
