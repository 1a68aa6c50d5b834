package dev.sluice.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters of skills.
 *
 * @param read skills whose files were read
 * @param invalid skills whose files make no skill
 * @param failed skills whose files could not be read
 */
record SkillMeters(Counter read, Counter invalid, Counter failed) {
    SkillMeters(MeterRegistry registry) {
        this(counter(registry, "read"), counter(registry, "invalid"), counter(registry, "failed"));
    }

    private static Counter counter(MeterRegistry registry, String result) {
        return Counter.builder("mcp.skills.loaded")
                .description("Skills whose files were read to list them, by what came of it")
                .tag("result", result)
                .register(registry);
    }
}
