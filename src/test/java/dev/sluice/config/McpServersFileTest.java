package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.UpstreamConfig.Command;
import dev.sluice.config.UpstreamConfig.Remote;
import dev.sluice.config.UpstreamConfig.Transport;
import dev.sluice.fuzz.Fuzz;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of servers in the forms in which clients document them. */
@Tag("R-504")
class McpServersFileTest {
    private static final Map<String, String> ENV = Map.of("TOKEN", "hush", "HOME", "/home/me", "EMPTY", "");

    private final Path file;

    McpServersFileTest(@TempDir Path directory) {
        file = directory.resolve("mcp.json");
    }

    @Test
    void readsThatOfClaudeDesktop() {
        // when
        McpServersFile servers = read("""
                {
                  "mcpServers": {
                    "filesystem": {
                      "command": "npx",
                      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/Users/me/Desktop"],
                      "env": {"KEY": "hush"}
                    },
                    "Brave Search": {"command": "docker", "args": ["run", "-i", "--rm", "mcp/brave"], "cwd": "/srv"}
                  }
                }
                """);

        // then
        assertThat(servers.upstreams().keySet()).containsExactly("filesystem", "brave-search");
        assertThat(target(servers, "filesystem"))
                .isEqualTo(new Command(
                        List.of("npx", "-y", "@modelcontextprotocol/server-filesystem", "/Users/me/Desktop"),
                        Map.of("KEY", new Secret("hush")),
                        Optional.empty()));
        assertThat(target(servers, "brave-search"))
                .isEqualTo(new Command(
                        List.of("docker", "run", "-i", "--rm", "mcp/brave"), Map.of(), Optional.of(Path.of("/srv"))));
        assertThat(upstream(servers, "brave-search").service().prefix()).isEqualTo("brave-search__");
        assertThat(servers.warnings())
                .containsExactly(file + ":8: mcpServers.Brave Search: is called brave-search here");
        assertThat(servers.toString()).doesNotContain("hush");
    }

    @Test
    void readsThatOfVisualStudioCodeWithItsCommentsAndCommas() {
        // when
        McpServersFile servers = read("""
                {
                  // what the editor asks for
                  "inputs": [{"type": "promptString", "id": "key", "description": "a key", "password": true}],
                  "servers": {
                    "github": {"type": "http", "url": "https://api.githubcopilot.com/mcp"},
                    "playwright": {
                      "type": "stdio",
                      "command": "npx",
                      "args": ["-y", "${workspaceFolder}/server.mjs", "${userHome}"],
                      "env": {"TOKEN": "${env:TOKEN}", "PORT": 3000, "NONE": null},
                      "envFile": "${workspaceFolder}/.env",
                    },
                    "old": {"type": "sse", "url": "http://localhost:3000/sse", "headers": {"X-V": "1.0"}},
                  },
                }
                """);

        // then
        assertThat(target(servers, "github"))
                .isEqualTo(new Remote(URI.create("https://api.githubcopilot.com/mcp"), Transport.HTTP));
        assertThat(target(servers, "playwright"))
                .isEqualTo(new Command(
                        List.of("npx", "-y", file.getParent() + "/server.mjs", "/home/me"),
                        Map.of("TOKEN", new Secret("hush"), "PORT", new Secret("3000")),
                        Optional.empty()));
        assertThat(target(servers, "old"))
                .isEqualTo(new Remote(URI.create("http://localhost:3000/sse"), Transport.SSE));
        assertThat(servers.warnings()).containsExactly(file + ":6: mcpServers.playwright: envFile is not used here");
    }

    @Test
    void takesAWholeSettingsFileOfVisualStudioCode() {
        assertThat(read("{\"editor.tabSize\": 2, \"mcp\": {\"servers\": {\"a\": {\"command\": \"x\"}}}}")
                        .upstreams())
                .containsOnlyKeys("a");
    }

    @Test
    void readsThatOfCursorWhereTheUrlSaysEverything() throws IOException {
        // given
        Path hidden = Files.createDirectories(file.resolveSibling(".cursor")).resolve("mcp.json");
        Files.writeString(hidden, """
                {"mcpServers": {"remote": {
                  "url": "https://api.example.com/mcp",
                  "headers": {"Authorization": "Bearer ${env:TOKEN}", "Content-Type": "application/json"}
                }, "local": {"command": "python", "args": ["${workspaceFolder}/s.py"]}}}
                """);

        // when
        McpServersFile servers = McpServersFile.read(hidden, ENV);

        // then
        assertThat(target(servers, "remote"))
                .isEqualTo(new Remote(URI.create("https://api.example.com/mcp"), Transport.AUTO));
        assertThat(upstream(servers, "remote").service().headers())
                .isEqualTo(Map.of("Authorization", new Secret("Bearer hush")));
        assertThat(((Command) target(servers, "local")).command())
                .containsExactly("python", file.getParent() + "/s.py");
        assertThat(servers.warnings())
                .containsExactly(
                        hidden + ":3: mcpServers.remote.headers.Content-Type: is not used: the gateway itself sets it");
    }

    @Test
    void readsThoseOfClaudeCodeClineWindsurfAndGemini() {
        // when
        McpServersFile servers = read("""
                {"mcpServers": {
                  "code": {"type": "http", "url": "${BASE:-https://api.example.com}/mcp", "headers": {"K": "${TOKEN}"}},
                  "cline": {"type": "streamableHttp", "url": "https://a.example/mcp", "disabled": false,
                            "alwaysAllow": ["x"], "timeout": 60},
                  "off": {"command": "${MISSING}", "disabled": true},
                  "windsurf": {"serverUrl": "https://b.example/mcp"},
                  "gemini": {"httpUrl": "https://c.example/mcp"}
                }}
                """);

        // then
        assertThat(servers.upstreams().keySet()).containsExactly("code", "cline", "windsurf", "gemini");
        assertThat(servers.providers()).containsOnlyKeys("code", "cline", "windsurf", "gemini");
        assertThat(target(servers, "code"))
                .isEqualTo(new Remote(URI.create("https://api.example.com/mcp"), Transport.HTTP));
        assertThat(target(servers, "cline")).isEqualTo(new Remote(URI.create("https://a.example/mcp"), Transport.HTTP));
        assertThat(servers.warnings())
                .containsExactly(file + ":3: mcpServers.cline: alwaysAllow, timeout are not used here");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a": {}}                              | mcpServers.a: says neither url nor command; say where it is
                    {"a": []}                              | mcpServers.a: is no object; write it as {"command": …} or {"url": …}
                    {"a": {"url": "ftp://x"}}              | mcpServers.a.url: ftp://x is not an address that starts with http://, https://; write it as https://api.example.com/v1; names and passwords belong in headers or oauth
                    {"a": {"url": "${MISSING}"}}           | mcpServers.a.url: needs the environment variable MISSING, which is not set; set it
                    {"a": {"url": "${EMPTY}"}}             | mcpServers.a.url: needs the environment variable EMPTY, which is not set; set it
                    {"a": {"command": "x", "env": {"K": "${input:key}"}}} | mcpServers.a.env.K: asks a person for key; nobody can be asked here: name an environment variable, as ${env:NAME}
                    {"a": {"command": "x", "args": ["${command:go}"]}} | mcpServers.a.command: holds a variable that is not known here, command:go; write ${NAME} or ${env:NAME} for the environment
                    {"a": {"command": "x", "args": "y"}}   | mcpServers.a.command: is no list
                    {"a": {"command": "x", "env": {"A B": "y"}}} | mcpServers.a.env.A B: is no name that may stand here; names look like [A-Za-z_][A-Za-z0-9_]{0,127}
                    {"a": {"command": "x", "url": "https://x.example"}} | mcpServers.a.command: stands beside url; an upstream is either an address or a command
                    {"a": {"type": "stdio", "url": "https://x.example"}} | mcpServers.a.type: stdio is none of stdio with a command, and http or sse with a url
                    {"a": {"type": "ws", "url": "https://x.example"}} | mcpServers.a.type: ws is none of stdio with a command, and http or sse with a url
                    """)
    void refuses(String servers, String message) {
        assertThat(refused("{\n\"mcpServers\":\n" + servers + "}")).containsExactly("mcp.json:3: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"mcpServers": {"a": {"env": {"K": hush}}}} | mcp.json:1: is not JSON; see to quotes, commas and names that stand twice
                    {"mcpServers": {"hush": {}, "hush": {}}}    | mcp.json:1: is not JSON; see to quotes, commas and names that stand twice
                    {"mcpServers": {}} {}                       | mcp.json:1: is not JSON; see to quotes, commas and names that stand twice
                    []                                          | mcp.json:1: holds neither mcpServers nor servers
                    {"mcpServers": 1}                           | mcp.json:1: is no object of servers; write it as {"name": {…}}
                    """)
    void refusesWhatIsNoFileOfServers(String text, String message) {
        assertThat(refused(text)).containsExactly(message);
    }

    @Test
    void saysThatTheFileIsMissing() {
        assertThatThrownBy(() -> McpServersFile.read(file, ENV))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(file + ": does not exist");
    }

    @Test
    void findsNamesThatFitAndDiffer() {
        // given
        String long40 = "x".repeat(40);

        // when
        McpServersFile servers = read("""
                {"mcpServers": {"a_b": {"command": "x"}, "a.b": {"command": "x"}, "42": {"command": "x"},
                 "3d": {"command": "x"}, "%s": {"command": "x"}, "%sy": {"command": "x"}}}
                """.formatted(long40, long40));

        // then
        assertThat(servers.upstreams().keySet())
                .containsExactly("a-b", "a-b-2", "server", "d", "x".repeat(32), "x".repeat(30) + "-2");
        assertThat(servers.warnings()).hasSize(6);
    }

    @Test
    void refusesMoreServersThanItsBound() {
        // given
        StringBuilder text = new StringBuilder("{\"mcpServers\": {");
        for (int i = 0; i <= McpServersFile.MOST_SERVERS; i++) {
            text.append("\"s%d\": {},".formatted(i));
        }

        // when, then
        assertThat(refused(text.append("}}").toString())).containsExactly("mcp.json:1: names more than 1000 servers");
        assertThat(refused("[".repeat(1000)))
                .containsExactly("mcp.json: is not JSON; see to quotes, commas and names that stand twice");
    }

    @Test
    void comesBesideTheConfigurationAndLeavesItsRulesInForce(@TempDir Path other) {
        // given
        ConfigFixture fixture = new ConfigFixture(other);
        McpServersFile servers = read("{\"mcpServers\": {\"a\": {\"command\": \"x\"}, \"b\": {\"command\": \"x\"}}}");
        SluiceConfig config = fixture.load("providers: {b: {retries: 7}}\nupstreams: {c: {command: [y]}}")
                .config();

        // when
        SluiceConfig both = config.withServersFile(servers);

        // then
        assertThat(both.federation().upstreams().keySet()).containsExactly("c", "a", "b");
        assertThat(Objects.requireNonNull(both.providers().get("a")).retries()).contains(2);
        assertThat(Objects.requireNonNull(both.providers().get("b")).retries()).contains(7);
        assertThatThrownBy(() -> both.withServersFile(servers))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith(file + ": mcpServers.a: is the name of a service of the configuration too");
    }

    @Test
    void anyOtherTextIsRefusedAndNeverBreaksAnything() throws InterruptedException {
        String sample = "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"env\": {\"K\": \"${TOKEN}\"}}}}";
        Fuzz.check(draw -> {
            Files.writeString(file, draw.any(draw.mutated(sample), draw.json(4), draw.text(20)));
            try {
                assertThat(McpServersFile.read(file, ENV).upstreams()).hasSizeLessThan(3);
            } catch (InvalidConfigException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        });
    }

    private McpServersFile read(String json) {
        try {
            Files.writeString(file, json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return McpServersFile.read(file, ENV);
    }

    private List<String> refused(String json) {
        InvalidConfigException refused = catchThrowableOfType(InvalidConfigException.class, () -> read(json));
        String message = String.valueOf(refused.getMessage()).replace(file.toString(), "mcp.json");
        assertThat(message).doesNotContain("hush");
        return message.lines().toList();
    }

    private static UpstreamConfig upstream(McpServersFile servers, String name) {
        return Objects.requireNonNull(servers.upstreams().get(name));
    }

    private static UpstreamConfig.Target target(McpServersFile servers, String name) {
        return upstream(servers, name).target();
    }
}
