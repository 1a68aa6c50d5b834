package dev.sluice.bench;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading a request costs: the shallow scan that a call needs, and a full tree for comparison. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class JsonBenchmark {
    private final byte[] body = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hello"},\
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
            "io.modelcontextprotocol/clientCapabilities":{},\
            "io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1.0"}}}}""".getBytes(StandardCharsets.UTF_8);

    /** Reads a request as the edge does: two levels deep, the rest stays bytes. */
    @Benchmark
    public RpcMessage request() {
        return RpcParser.message(RpcParser.object(RawJson.view(body, 0, body.length)));
    }

    /** Reads the same request and the tool's arguments out of it. */
    @Benchmark
    public String argument() {
        RawObject object = RpcParser.object(RawJson.view(body, 0, body.length));
        return object.child("params")
                .orElseThrow()
                .get("arguments")
                .tree()
                .path("text")
                .asText();
    }

    /** Reads the same request as a tree of nodes. */
    @Benchmark
    public Object tree() {
        return RawJson.view(body, 0, body.length).tree();
    }
}
