package dev.sluice.provider;

import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.Target;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.Method;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one provider's calls. A tool keeps its meters when it is offered no more: calls of it may still be on their
 * way. How many tools have meters of their own is bounded; those beyond share one. Thread-safe.
 */
final class MeterBook {
    static final int MAX_TOOLS = 1_000;
    /** Not a name that a tool can have. */
    static final String OTHERS = "(other)";

    private final MeterRegistry meters;
    private final String prefix;
    private final Map<String, CallMeters> tools = new ConcurrentHashMap<>();
    private final CallMeters prompts;
    private final CallMeters resources;
    private final CallMeters completions;
    private final NoteMeters notes;

    /** @param prefix put before the provider's own names of its tools, as callers see them */
    MeterBook(MeterRegistry meters, String prefix) {
        this.meters = meters;
        this.prefix = prefix;
        this.prompts = CallMeters.ofMethod(Method.PROMPTS_GET, meters);
        this.resources = CallMeters.ofMethod(Method.RESOURCES_READ, meters);
        this.completions = CallMeters.ofMethod(Method.COMPLETE, meters);
        this.notes = NoteMeters.of(meters);
    }

    /** To be called before the tools can be called. */
    void open(List<ToolDescriptor> offered) {
        for (ToolDescriptor tool : offered) {
            if (!tools.containsKey(tool.name())) {
                tools.put(
                        tool.name(),
                        CallMeters.ofTool(tools.size() < MAX_TOOLS ? prefix + tool.name() : OTHERS, meters));
            }
        }
    }

    NoteMeters notes() {
        return notes;
    }

    /** Null for a tool that was never offered. */
    @Nullable
    CallMeters of(Target target) {
        return switch (target) {
            case ToolEntry tool -> tools.get(tool.localName());
            case PromptEntry ignored -> prompts;
            case ResourceTarget ignored -> resources;
            case CompletionTarget ignored -> completions;
        };
    }
}
