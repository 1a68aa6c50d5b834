package dev.sluice.provider.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.provider.GatewayFacts;
import dev.sluice.provider.ProviderHost;
import dev.sluice.provider.ToolProvider;
import dev.sluice.provider.ToolRequest;
import dev.sluice.provider.ToolResult;
import dev.sluice.provider.ToolSpec;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Demonstration tools that need nothing but the call itself; each answers at once. */
public final class DemoProvider implements ToolProvider {
    private static final String HEALTH_CHECK = "health-check";
    private static final String HELLO_WORLD = "hello_world";
    private static final String WHOAMI = "whoami";
    private static final String ECHO = "echo";

    private static final byte[] TEXT_BEGIN =
            "{\"content\":[{\"type\":\"text\",\"text\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT_END = "}]}".getBytes(StandardCharsets.US_ASCII);

    private @Nullable ProviderHost host;

    /** For {@link java.util.ServiceLoader}. */
    public DemoProvider() {}

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public Future<List<ToolSpec>> start(ProviderHost given) {
        host = given;
        return Future.succeededFuture(List.of(
                ToolSpec.of(HEALTH_CHECK, "Health check", "Tells whether the server is healthy and what it serves.")
                        .output(DemoSchemas.HEALTH)
                        .reading()
                        .closed(),
                ToolSpec.of(HELLO_WORLD, "Hello world", "Greets somebody by name, or the world.")
                        .input(DemoSchemas.NAME)
                        .reading()
                        .closed(),
                ToolSpec.of(WHOAMI, "Who am I", "Tells who the caller is: subject, roles, scope and exposed claims.")
                        .output(DemoSchemas.WHOAMI)
                        .reading()
                        .closed(),
                ToolSpec.of(ECHO, "Echo", "Gives back the text it was given.")
                        .input(DemoSchemas.TEXT)
                        .reading()
                        .closed()));
    }

    @Override
    public Future<ToolResult> call(ToolRequest request) {
        return switch (request.tool()) {
            case ECHO -> Future.succeededFuture(echo(request.arguments()));
            case HELLO_WORLD -> Future.succeededFuture(hello(request));
            case WHOAMI -> Future.succeededFuture(ToolResult.structured(whoami(request.caller())));
            case HEALTH_CHECK -> Future.succeededFuture(ToolResult.structured(health()));
            default -> Future.failedFuture("no such tool");
        };
    }

    private static ToolResult hello(ToolRequest request) {
        String name = request.tree().path("name").asText("World");
        return ToolResult.text("Hello, " + name + "!");
    }

    // Copies the text as it was spelled: nothing is decoded or escaped on the way.
    private static ToolResult echo(RawJson arguments) {
        byte[] text;
        try {
            RawJson given = RawObject.scan(arguments).get("text");
            text = (given == null ? RawJson.NULL : given).toBytes();
        } catch (MalformedJsonException e) {
            return ToolResult.error("The arguments are not a JSON object.");
        }
        byte[] json = new byte[TEXT_BEGIN.length + text.length + TEXT_END.length];
        System.arraycopy(TEXT_BEGIN, 0, json, 0, TEXT_BEGIN.length);
        System.arraycopy(text, 0, json, TEXT_BEGIN.length, text.length);
        System.arraycopy(TEXT_END, 0, json, TEXT_BEGIN.length + text.length, TEXT_END.length);
        return new ToolResult(RawJson.view(json, 0, json.length), false);
    }

    private static JsonNode whoami(Principal caller) {
        ObjectNode me = JsonCodec.MAPPER.createObjectNode();
        me.put("subject", caller.subject());
        me.put("issuer", caller.issuer());
        me.put("authenticated", !caller.anonymous());
        me.set("roles", JsonCodec.MAPPER.valueToTree(sorted(caller.roles())));
        me.put("scope", String.join(" ", sorted(caller.scopes())));
        me.set("claims", JsonCodec.MAPPER.valueToTree(caller.claims()));
        return me;
    }

    private JsonNode health() {
        ProviderHost gateway = started();
        GatewayFacts facts = gateway.facts();
        ObjectNode health = JsonCodec.MAPPER.createObjectNode();
        health.put("status", facts.ready() ? "healthy" : "unhealthy");
        health.putObject("server")
                .put("name", facts.name())
                .put("version", facts.version())
                .put("isRunning", facts.ready())
                .put("transport", facts.transport())
                .put("toolsCount", facts.tools())
                .put("clientsCount", facts.clients());
        health.put("timestamp", gateway.clock().instant().toString());
        return health;
    }

    private ProviderHost started() {
        ProviderHost given = host;
        if (given == null) {
            throw new IllegalStateException("not started");
        }
        return given;
    }

    private static Set<String> sorted(Set<String> words) {
        return new TreeSet<>(words);
    }
}
