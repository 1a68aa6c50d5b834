package dev.sluice.upstreams;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A server of the official Java SDK (2025-11-25 and older) over standard input and output, with the tools that
 * {@code probe.mjs} knows. Ends when its input does.
 */
public final class JavaSdkServer {
    private JavaSdkServer() {}

    /** How to start it from a test; it runs in any directory. */
    public static List<String> commandLine() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                JavaSdkServer.class.getName());
    }

    /** Standard output belongs to the protocol: whatever else is printed goes to standard error. */
    public static void main(String[] arguments) {
        var out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper(), new LastInput(System.in), out))
                .serverInfo("java", "1.0.0")
                .jsonSchemaValidator(new Trusting())
                .capabilities(McpSchema.ServerCapabilities.builder()
                        .tools(true)
                        .logging()
                        .build())
                .toolCall(tool("test_simple_text", "Answers with one text."), JavaSdkServer::simple)
                .toolCall(tool("test_tool_with_progress", "Reports progress three times."), JavaSdkServer::progress)
                .toolCall(tool("test_tool_with_logging", "Logs three times."), JavaSdkServer::logging)
                .toolCall(tool("test_elicitation", "Asks the user.", "message"), JavaSdkServer::elicitation)
                .toolCall(tool("test_sampling", "Asks the model of its caller.", "prompt"), JavaSdkServer::sampling)
                .toolCall(
                        tool("test_roots", "Asks where the caller works."),
                        said(exchange -> "Roots: " + exchange.listRoots().roots()))
                .build();
    }

    private static McpSchema.Tool tool(String name, String description, String... texts) {
        return McpSchema.Tool.builder(name, schema(texts))
                .description(description)
                .build();
    }

    private static Map<String, Object> schema(String... texts) {
        Map<String, Object> properties =
                Arrays.stream(texts).collect(Collectors.toMap(text -> text, text -> Map.of("type", "string")));
        return Map.of("type", "object", "properties", properties, "required", List.of(texts));
    }

    private static CallToolResult simple(McpSyncServerExchange exchange, CallToolRequest request) {
        return text("This is a simple text response for testing.");
    }

    private static CallToolResult progress(McpSyncServerExchange exchange, CallToolRequest request) {
        Object token = request.meta() == null ? null : request.meta().get("progressToken");
        if (token != null) {
            for (double done : new double[] {0, 50, 100}) {
                exchange.progressNotification(McpSchema.ProgressNotification.builder(token, done)
                        .total(100.0)
                        .build());
            }
        }
        return text("Tool with progress executed successfully");
    }

    private static CallToolResult logging(McpSyncServerExchange exchange, CallToolRequest request) {
        for (String data : List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
            exchange.loggingNotification(McpSchema.LoggingMessageNotification.builder(McpSchema.LoggingLevel.INFO, data)
                    .build());
        }
        return text("Tool with logging executed successfully");
    }

    private static CallToolResult elicitation(McpSyncServerExchange exchange, CallToolRequest request) {
        var answer = exchange.createElicitation(McpSchema.ElicitFormRequest.builder(
                        String.valueOf(request.arguments().get("message")), schema("username", "email"))
                .build());
        return text("User response: action=" + answer.action() + ", content=" + answer.content());
    }

    private static CallToolResult sampling(McpSyncServerExchange exchange, CallToolRequest request) {
        var prompt = McpSchema.TextContent.builder(
                        String.valueOf(request.arguments().get("prompt")))
                .build();
        var message =
                McpSchema.SamplingMessage.builder(McpSchema.Role.USER, prompt).build();
        var answer = exchange.createMessage(
                McpSchema.CreateMessageRequest.builder(List.of(message), 100).build());
        return text("LLM response: " + ((McpSchema.TextContent) answer.content()).text());
    }

    private static BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> said(
            java.util.function.Function<McpSyncServerExchange, String> work) {
        return (exchange, request) -> text(work.apply(exchange));
    }

    private static CallToolResult text(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }

    /** Believes every schema: the SDK's own validator wants another release of its library than the gateway has. */
    private static final class Trusting implements JsonSchemaValidator {
        @Override
        public void assertConforms(String name, Map<String, Object> schema) {}

        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object content) {
            return ValidationResponse.asValid(String.valueOf(content));
        }

        @Override
        public ValidationResponse validateSchema(Map<String, Object> schema) {
            return ValidationResponse.asValid("");
        }
    }

    /** Ends the process at its end, which the transport does not. */
    private static final class LastInput extends FilterInputStream {
        LastInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return ended(super.read());
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return ended(super.read(bytes, offset, length));
        }

        private static int ended(int read) {
            if (read < 0) {
                Runtime.getRuntime().halt(0);
            }
            return read;
        }
    }
}
