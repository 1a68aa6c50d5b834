package dev.sluice.upstreams;

import dev.sluice.clients.Command;
import dev.sluice.clients.NpmProject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Command lines of servers that speak over standard input and output; they run in any directory. Packages are installed
 * first; where npm is absent the test is skipped with a line that says so.
 */
public final class StdioServers {
    private static final String PACKAGES = "node_modules/@modelcontextprotocol/";

    private StdioServers() {}

    /** The official SDK 1.x: 2025-11-25 and older. */
    public static List<String> legacy() throws IOException, InterruptedException {
        return node("fixture1.mjs", "--stdio");
    }

    /** The official SDK 2.x: both eras. */
    public static List<String> dual() throws IOException, InterruptedException {
        return node("fixture2.mjs", "--stdio");
    }

    /** The official SDK 2.x: 2026-07-28 and nothing else. */
    public static List<String> modern() throws IOException, InterruptedException {
        return node("fixture2.mjs", "--stdio", "--modern-only");
    }

    /** The demonstration server of the protocol's makers; has a tool {@code echo} that takes {@code message}. */
    public static List<String> everything() throws IOException, InterruptedException {
        return node(PACKAGES + "server-everything/dist/index.js", "stdio");
    }

    /** Files below a directory. */
    public static List<String> filesystem(Path directory) throws IOException, InterruptedException {
        return node(PACKAGES + "server-filesystem/dist/index.js", directory.toString());
    }

    /** A graph of knowledge, kept in the file that the variable {@code MEMORY_FILE_PATH} names. */
    public static List<String> memory() throws IOException, InterruptedException {
        return node(PACKAGES + "server-memory/dist/index.js");
    }

    private static List<String> node(String script, String... arguments) throws IOException, InterruptedException {
        NpmProject project = NpmProject.installed("upstreams");
        Command command =
                project.node(Map.of(), project.directory().resolve(script).toString(), arguments);
        return command.line();
    }
}
