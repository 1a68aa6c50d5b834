package dev.sluice.admission;

import dev.sluice.bus.Call;
import dev.sluice.bus.Target;
import dev.sluice.config.AdmissionConfig;
import dev.sluice.config.SluiceConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The gates of the node, from its configuration. Immutable. A call goes through them from the narrowest to the widest,
 * so that one that waits for its tool keeps nobody from running on the node.
 */
final class Gates {
    private final Gate node;
    private final Map<String, Gate> byProvider = new HashMap<>();
    private final Map<String, Gate> byTool = new HashMap<>();
    private final Map<String, Gate> byServer = new HashMap<>();
    private final List<Gate> nodeOnly;

    Gates(SluiceConfig config, OwnerLoop owner, InstantSource clock, MeterRegistry meters) {
        node = new Gate("node", config.admission(), owner, clock, meters);
        nodeOnly = List.of(node);
        config.providers()
                .forEach((name, provider) -> provider.admission()
                        .ifPresent(bounds ->
                                byProvider.put(name, new Gate("provider:" + name, bounds, owner, clock, meters))));
        config.tools()
                .forEach((name, tool) -> tool.admission()
                        .ifPresent(bounds -> byTool.put(name, new Gate("tool:" + name, bounds, owner, clock, meters))));
        config.federation()
                .servers()
                .forEach((name, server) -> server.admission()
                        .ifPresent(bounds ->
                                byServer.put(name, new Gate("server:" + name, bounds, owner, clock, meters))));
    }

    /** The gates on the way of a call, in the order in which they are entered; the last is the node's. */
    List<Gate> to(Call call) {
        Gate server = byServer.isEmpty() ? null : byServer.get(call.server());
        List<Gate> usual = to(call.target());
        if (server == null) {
            return usual;
        }
        List<Gate> all = new ArrayList<>(usual);
        all.add(all.size() - 1, server);
        return all;
    }

    private List<Gate> to(Target target) {
        Gate own = byTool.get(target.ruleName());
        Gate provider = byProvider.get(target.provider());
        if (own == null) {
            return provider == null ? nodeOnly : List.of(provider, node);
        }
        return provider == null ? List.of(own, node) : List.of(own, provider, node);
    }

    Gate node() {
        return node;
    }

    List<Gate> all() {
        List<Gate> all = new ArrayList<>(nodeOnly);
        all.addAll(byProvider.values());
        all.addAll(byTool.values());
        all.addAll(byServer.values());
        return all;
    }

    int waiting() {
        int sum = 0;
        for (Gate gate : all()) {
            sum += gate.waiting();
        }
        return sum;
    }

    /** Owner: refuses everybody who waits anywhere or will. */
    void close() {
        all().forEach(gate -> gate.room().close());
    }

    /** Bounds and figures of every gate, for people. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new HashMap<>();
        for (Gate gate : all()) {
            AdmissionConfig bounds = gate.bounds();
            figures.put(
                    gate.name(),
                    Map.of(
                            "running", gate.running(),
                            "maxRunning", bounds.maxRunning(),
                            "waiting", gate.waiting(),
                            "maxWaiting", bounds.maxWaiting()));
        }
        return figures;
    }
}
