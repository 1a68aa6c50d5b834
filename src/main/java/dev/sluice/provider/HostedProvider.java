package dev.sluice.provider;

import dev.sluice.bus.ToolDescriptor;
import java.util.List;
import java.util.Map;

/**
 * A provider that has started.
 *
 * @param tools what it offers, in its own order
 * @param meters by its own name of the tool
 * @param guard what stands around it
 * @param blocking where its blocking tasks run
 */
record HostedProvider(
        String name,
        ToolProvider provider,
        List<ToolDescriptor> tools,
        Map<String, ToolMeters> meters,
        Guard guard,
        BlockingWork blocking) {
    HostedProvider {
        tools = List.copyOf(tools);
        meters = Map.copyOf(meters);
    }
}
