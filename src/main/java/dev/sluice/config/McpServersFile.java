package dev.sluice.config;

import dev.sluice.config.JsonText.Located;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The servers of a file that people already have: {@code {"mcpServers": …}} of Claude Desktop, Cursor and others, or
 * {@code {"servers": …}} of VS Code.
 *
 * @param file where they stand
 * @param upstreams by names that are fit for an upstream, in the order of the file; those switched off left out
 * @param providers the rules of their providers
 * @param warnings what is not used or was changed, one line each, without secrets
 */
public record McpServersFile(
        Path file,
        Map<String, UpstreamConfig> upstreams,
        Map<String, ProviderConfig> providers,
        List<String> warnings) {
    static final int MOST_SERVERS = 1000;
    private static final Set<String> ROOT_MEMBERS = Set.of("$schema", "inputs", "mcpServers", "servers");

    public McpServersFile {
        upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
        providers = Map.copyOf(providers);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads such a file. Everything that it does not say has the default of an upstream, its prefix too. Blocking.
     *
     * @param file at most 1 MiB of JSON in UTF-8, with comments and commas at ends as editors allow
     * @param env the environment that its variables are taken from
     * @throws InvalidConfigException when anything is wrong, with everything that is wrong
     */
    public static McpServersFile read(Path file, Map<String, String> env) {
        return new Reader(file, env).read();
    }

    /** Reads one file. Confined to one thread. */
    private static final class Reader {
        private final String label;
        private final Path file;
        private final Map<String, String> env;
        private final Problems problems = new Problems();
        private final List<String> warnings = new ArrayList<>();

        Reader(Path file, Map<String, String> env) {
            this.label = file.toString();
            this.file = file;
            this.env = Map.copyOf(env);
        }

        McpServersFile read() {
            Optional<Map<String, Located>> servers = new YamlText(label, problems)
                    .read(file)
                    .flatMap(new JsonText(label, problems)::read)
                    .flatMap(this::servers);
            McpServerEntries entries = new McpServerEntries(new EditorVariables(file, env), problems, warnings);
            servers.ifPresent(found -> found.forEach(entries::add));
            if (!problems.isEmpty()) {
                throw new InvalidConfigException(problems.list());
            }
            return entries.result(file);
        }

        private Optional<Map<String, Located>> servers(Located root) {
            Map<String, Located> members = root.members().orElse(Map.of());
            Optional<Located> servers = Optional.ofNullable(members.get("mcpServers"))
                    .or(() -> Optional.ofNullable(members.get("servers")))
                    .or(() -> Optional.ofNullable(members.get("mcp"))
                            .flatMap(Located::members)
                            .map(inner -> inner.get("servers")));
            if (servers.isEmpty()) {
                return refuse(root.where(), "holds neither mcpServers nor servers", "");
            }
            Optional<Map<String, Located>> found = servers.get().members();
            if (found.isEmpty()) {
                return refuse(servers.get().where(), "is no object of servers", "write it as {\"name\": {…}}");
            }
            if (found.get().size() > MOST_SERVERS) {
                return refuse(servers.get().where(), "names more than " + MOST_SERVERS + " servers", "");
            }
            Set<String> unknown = new TreeSet<>(members.keySet());
            unknown.removeAll(ROOT_MEMBERS);
            unknown.remove("mcp");
            if (!unknown.isEmpty()) {
                warnings.add(label + ": " + McpServerEntries.listed(unknown) + " not used here");
            }
            return found;
        }

        private Optional<Map<String, Located>> refuse(String where, String rule, String mend) {
            problems.add(KeyPath.ROOT, where, "", rule, mend);
            return Optional.empty();
        }
    }
}
