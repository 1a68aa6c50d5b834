package bench;

import dev.sluice.provider.ProviderHost;
import dev.sluice.provider.Reply;
import dev.sluice.provider.ToolProvider;
import dev.sluice.provider.ToolRequest;
import dev.sluice.provider.ToolResult;
import dev.sluice.provider.ToolSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** 200 tools less one to be listed, and one that tells its caller ten times how far it is. */
public final class BenchProvider implements ToolProvider {
    private static final int TOOLS = 200;
    private static final int STEPS = 10;
    private static final String SCHEMA = """
            {"type":"object","properties":{"query":{"type":"string","description":"What to look for."},\
            "limit":{"type":"integer","minimum":1,"maximum":100,"default":10},\
            "order":{"type":"string","enum":["newest","oldest","best"]}},"required":["query"],\
            "additionalProperties":false}""";

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public Future<List<ToolSpec>> start(ProviderHost host) {
        List<ToolSpec> tools = new ArrayList<>();
        tools.add(ToolSpec.of("steps", "Steps", "Reports progress ten times."));
        for (int i = 1; i < TOOLS; i++) {
            tools.add(ToolSpec.of("search_%03d".formatted(i), "Search " + i, "Searches collection " + i + " by words.")
                    .input(SCHEMA)
                    .reading());
        }
        return Future.succeededFuture(tools);
    }

    @Override
    public Future<? extends Reply> call(ToolRequest request) {
        for (int step = 1; step <= STEPS; step++) {
            request.dialogue().progress(step, STEPS, "working");
        }
        return Future.succeededFuture(ToolResult.text("done"));
    }
}
