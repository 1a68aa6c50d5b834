package dev.sluice.catalog;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Merges what the providers offer with the rules of the configuration. */
final class CatalogBuilder {
    /**
     * A catalogue and what is odd about it.
     *
     * @param warnings one sentence each
     */
    record Built(CatalogSnapshot snapshot, List<String> warnings) {}

    private final SluiceConfig config;

    CatalogBuilder(SluiceConfig config) {
        this.config = config;
    }

    /**
     * Builds a catalogue: tools in the order given. Compiles every input schema, which takes a while.
     *
     * @throws CatalogException when two tools have one name or a schema cannot be used
     */
    Built build(long version, List<ToolDescriptor> descriptors) {
        Map<String, ToolDescriptor> byName = new LinkedHashMap<>();
        for (ToolDescriptor tool : descriptors) {
            ToolDescriptor other = byName.putIfAbsent(tool.name(), tool);
            if (other != null) {
                throw new CatalogException("Two tools are called \"" + tool.name() + "\": one of provider \""
                        + other.provider() + "\" and one of provider \"" + tool.provider()
                        + "\". Rename one of them, or switch one of the providers off.");
            }
        }
        List<ToolEntry> entries = byName.values().stream().map(this::entry).toList();
        List<String> warnings = new ArrayList<>();
        config.tools().keySet().stream()
                .filter(name -> !byName.containsKey(name))
                .sorted()
                .forEach(name -> warnings.add("There are rules for the tool \"" + name + "\", which does not exist."));
        return new Built(new CatalogSnapshot(version, entries), List.copyOf(warnings));
    }

    private ToolEntry entry(ToolDescriptor tool) {
        Optional<ToolConfig> rules = Optional.ofNullable(config.tools().get(tool.name()));
        Set<String> roles = rules.flatMap(ToolConfig::roles).orElse(tool.roles());
        Duration offered =
                tool.timeout() != null ? tool.timeout() : config.calls().timeout();
        Duration timeout = rules.flatMap(ToolConfig::timeout).orElse(offered);
        return new ToolEntry(
                tool.name(),
                tool.provider(),
                tool.name(),
                tool.definition(),
                roles,
                timeout,
                tool.readOnly(),
                tool.idempotent(),
                tool.tasks(),
                SchemaCheck.of(tool));
    }
}
