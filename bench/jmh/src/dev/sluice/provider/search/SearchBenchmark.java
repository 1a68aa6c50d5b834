package dev.sluice.provider.search;

import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

/** What a search among a thousand tools costs, and what it costs to index them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SearchBenchmark {
    private static final List<String> VERBS =
            List.of("list", "create", "delete", "update", "close", "merge", "search", "export", "import", "rename");
    private static final List<String> NOUNS =
            List.of("issue", "branch", "invoice", "customer", "alert", "page", "table", "email", "ticket", "build");

    private final List<ToolEntry> tools = tools();
    private final ToolIndex index = new ToolIndex(tools);

    @Benchmark
    public List<ToolEntry> find() {
        return index.find("close the ticket of a customer", 5, tool -> true);
    }

    @Benchmark
    public Object build() {
        return new ToolIndex(tools);
    }

    private static List<ToolEntry> tools() {
        List<ToolEntry> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String verb = VERBS.get(i % 10);
            String noun = NOUNS.get(i / 10 % 10);
            many.add(tool(
                    "s" + i / 100 + "__" + verb + '_' + noun,
                    "This tool can " + verb + " one or more of the " + noun + "s of service " + i / 100
                            + ", by their identifier or by any of their other properties."));
        }
        return many;
    }

    private static ToolEntry tool(String name, String description) {
        return new ToolEntry(
                name,
                "p",
                name,
                RawJson.of("{\"name\":\"" + name + "\",\"description\":\"" + description
                        + "\",\"inputSchema\":{\"type\":\"object\"}}"),
                Set.of(),
                Duration.ofSeconds(1),
                true,
                true,
                TaskSupport.NONE,
                arguments -> null);
    }
}
