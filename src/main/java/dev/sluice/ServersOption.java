package dev.sluice;

import dev.sluice.config.McpServersFile;
import dev.sluice.config.SluiceConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a file of servers as desktop clients and editors have it. */
final class ServersOption {
    @Option(
            names = "--mcp-json",
            paramLabel = "FILE",
            description = "Also take the servers of this file ({\"mcpServers\": ...} or {\"servers\": ...}), as desktop"
                    + " clients and editors have it.")
    @Nullable
    Path file;

    boolean isGiven() {
        return file != null;
    }

    /** The file, if one is named. */
    Set<Path> files() {
        return file == null ? Set.of() : Set.of(file);
    }

    /**
     * The configuration with the servers of the file, the same when none is named. Blocking.
     *
     * @param environment what variables in the file are taken from
     * @param warnings told what of the file is not used or was changed
     * @throws dev.sluice.config.InvalidConfigException when the file is wrong, or names a service that there is already
     */
    SluiceConfig addTo(SluiceConfig config, Map<String, String> environment, Consumer<String> warnings) {
        if (file == null) {
            return config;
        }
        McpServersFile servers = McpServersFile.read(file, environment);
        servers.warnings().forEach(warnings);
        return config.withServersFile(servers);
    }
}
