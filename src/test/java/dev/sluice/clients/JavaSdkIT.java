package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.GatewayFixture;
import dev.sluice.PluginJar;
import dev.sluice.clients.features.FeaturesProvider;
import dev.sluice.mcp.Revision;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The official Java SDK over verified TLS with a token; it speaks the legacy revisions only. It never sends
 * {@code notifications/cancelled}, so cancellation is left to the other clients.
 */
@Tag("R-207")
@Tag("R-201")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaSdkIT {
    private static final String NOTE = "features:///note";

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private GatewayFixture gateway;
    private McpSyncClient client;

    @BeforeAll
    void start() {
        gateway = GatewayFixture.start(
                "limits: {perUser: 0, perAddress: 0}",
                Map.of(),
                plugins -> PluginJar.of(FeaturesProvider.class, plugins));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @BeforeEach
    void connect() {
        heard.clear();
        client = client(gateway.token("ada", "user"));
        client.initialize();
    }

    @AfterEach
    void disconnect() {
        client.closeGracefully();
    }

    @Test
    void agreesOnTheNewestRevisionItKnows() {
        assertThat(client.getCurrentInitializationResult().protocolVersion()).isEqualTo(Revision.LATEST_LEGACY.wire());
        assertThat(client.getServerInfo().name()).isNotBlank();
    }

    @Test
    void listsAndCallsTools() {
        List<String> names =
                client.listTools().tools().stream().map(McpSchema.Tool::name).toList();

        assertThat(names).contains("hello_world", "whoami", "count");
        assertThat(call("hello_world", Map.of("name", "Ada"))).contains("Ada");
        assertThat(call("whoami", Map.of())).contains("ada");
    }

    @Test
    void isToldOfItsMistakes() {
        CallToolResult mistake = client.callTool(CallToolRequest.builder("hello_world")
                .arguments(Map.of("name", 1))
                .build());

        assertThat(mistake.isError()).isTrue();
        assertThatThrownBy(() -> call("no_such_tool", Map.of()))
                .isInstanceOfSatisfying(
                        McpError.class,
                        e -> assertThat(e.getJsonRpcError().code()).isEqualTo(-32602));
    }

    @Test
    void hearsProgressAndLog() {
        client.setLoggingLevel(McpSchema.LoggingLevel.INFO);

        CallToolResult result = client.callTool(
                CallToolRequest.builder("count").progressToken("token-1").build());

        assertThat(text(result)).isEqualTo("Counted to 5");
        await().untilAsserted(() ->
                assertThat(heard).contains("progress 1.0 of 5.0", "progress 5.0 of 5.0", "log step 1", "log step 5"));
    }

    @Test
    void answersForItsUserAndItsModel() {
        assertThat(call("ask_user", Map.of())).isEqualTo("Hello, Ada!");
        assertThat(call("ask_model", Map.of())).isEqualTo("The model says: Old pond");
    }

    @Test
    void listsAndFillsPrompts() {
        var prompt = client.getPrompt(McpSchema.GetPromptRequest.builder("greeting")
                .arguments(Map.of("name", "Ada"))
                .build());
        var completed = client.completeCompletion(McpSchema.CompleteRequest.builder(
                        new McpSchema.PromptReference("greeting"),
                        new McpSchema.CompleteRequest.CompleteArgument("name", "A"))
                .build());

        assertThat(client.listPrompts().prompts())
                .extracting(McpSchema.Prompt::name)
                .contains("greeting");
        assertThat(((TextContent) prompt.messages().getFirst().content()).text())
                .isEqualTo("Greet Ada in a friendly way.");
        assertThat(completed.completion().values()).containsExactly("Ada", "Alan");
    }

    @Test
    void listsReadsAndWatchesResources() {
        assertThat(client.listResources().resources())
                .extracting(McpSchema.Resource::uri)
                .contains(NOTE);
        assertThat(client.listResourceTemplates().resourceTemplates())
                .extracting(McpSchema.ResourceTemplate::uriTemplate)
                .contains("features:///notes/{id}");
        assertThat(read(NOTE)).isEqualTo("The note");
        assertThat(read("features:///notes/7")).isEqualTo("Note 7");
        assertThatThrownBy(() -> read("other:///nowhere")).isInstanceOf(McpError.class);

        client.subscribeResource(McpSchema.SubscribeRequest.builder(NOTE).build());
        call("touch", Map.of());
        await().untilAsserted(() -> assertThat(heard).contains("updated The note"));
        client.unsubscribeResource(McpSchema.UnsubscribeRequest.builder(NOTE).build());
    }

    @Test
    void hearsThatListsHaveChanged() {
        call("change", Map.of());

        await().untilAsserted(() ->
                assertThat(heard).contains("tools with late", "prompts with late", "resources with late"));
        call("change", Map.of());
    }

    @Test
    void isTurnedAwayWithoutAToken() {
        try (McpSyncClient stranger = client("")) {
            assertThatThrownBy(stranger::initialize).rootCause().hasMessageContaining("Authorization error");
        }
    }

    private McpSyncClient client(String token) {
        String base = gateway.mcp().toString().replace("/mcp", "");
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(base)
                .endpoint("/mcp")
                .openConnectionOnStartup(true)
                .customizeClient(http -> http.sslContext(gateway.client().sslContext()))
                .addHttpRequestCustomizer((request, method, uri, body, context) -> {
                    if (!token.isEmpty()) {
                        request.header("Authorization", "Bearer " + token);
                    }
                })
                .build();
        return McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(60))
                .capabilities(McpSchema.ClientCapabilities.builder()
                        .elicitation()
                        .sampling()
                        .build())
                .elicitation(form -> McpSchema.ElicitResult.builder(McpSchema.ElicitResult.Action.ACCEPT)
                        .content(Map.of("name", "Ada"))
                        .build())
                .sampling(asked -> McpSchema.CreateMessageResult.builder(McpSchema.Role.ASSISTANT, "Old pond", "test")
                        .build())
                .progressConsumer(each -> heard.add("progress " + each.progress() + " of " + each.total()))
                .loggingConsumer(each -> heard.add("log " + each.data()))
                .toolsChangeConsumer(tools -> changed(
                        "tools", tools.stream().map(McpSchema.Tool::name).toList()))
                .promptsChangeConsumer(prompts -> changed(
                        "prompts", prompts.stream().map(McpSchema.Prompt::name).toList()))
                .resourcesChangeConsumer(resources -> changed(
                        "resources",
                        resources.stream().map(McpSchema.Resource::name).toList()))
                .resourcesUpdateConsumer(contents ->
                        contents.forEach(each -> heard.add("updated " + ((TextResourceContents) each).text())))
                .build();
    }

    private void changed(String list, List<String> names) {
        heard.add(list + (names.contains("late") ? " with late" : ""));
    }

    private String call(String tool, Map<String, Object> arguments) {
        return text(client.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build()));
    }

    private String read(String uri) {
        var contents = client.readResource(
                        McpSchema.ReadResourceRequest.builder(uri).build())
                .contents();
        return ((TextResourceContents) contents.getFirst()).text();
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }
}
