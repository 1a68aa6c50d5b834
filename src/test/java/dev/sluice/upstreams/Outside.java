package dev.sluice.upstreams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.Answer;
import dev.sluice.GatewayFixture;
import dev.sluice.TestCaller;
import dev.sluice.mcp.JsonCodec;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What an operator and a client of 2026-07-28 that can be asked see of a gateway. */
final class Outside {
    private final GatewayFixture gateway;

    Outside(GatewayFixture gateway) {
        this.gateway = gateway;
    }

    /** Sum of the samples of a metric, of those whose labels contain some text. */
    double metric(String name, String labels) {
        return samples(name, labels)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Whether a metric has a sample whose labels contain some text. */
    boolean hasMetric(String name, String labels) {
        return samples(name, labels).findAny().isPresent();
    }

    private Stream<String> samples(String name, String labels) {
        return gateway.nobody()
                .get("/metrics/prometheus")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + '{') && line.contains(labels));
    }

    /** What {@code /health} says of an upstream. */
    JsonNode health(String upstream) {
        JsonNode services = gateway.nobody().get("/health").json().findPath("services");
        return StreamSupport.stream(services.spliterator(), false)
                .filter(each -> each.path("name").asText().equals("provider-" + upstream))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no provider-" + upstream + " in " + services));
    }

    /** A call of a client that can be asked by forms; {@code more} are further members of the parameters. */
    Answer ask(String subject, String tool, String more) {
        return asking(subject, tool, more).join();
    }

    /** The same without waiting; to cancel it is to hang up. */
    CompletableFuture<Answer> asking(String subject, String tool, String more) {
        TestCaller caller = gateway.as(subject);
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{}," + more
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}}}";
        return caller.postLater(
                body, Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", tool));
    }

    /** The parameters that answer the one question of a call by a name. */
    static String answered(Answer asked, String name) {
        JsonNode result = asked.json().path("result");
        String key = result.path("inputRequests").fieldNames().next();
        return "\"requestState\":" + JsonCodec.quote(result.path("requestState").asText()) + ",\"inputResponses\":{\""
                + key + "\":{\"action\":\"accept\",\"content\":{\"name\":\"" + name + "\"}}},";
    }
}
