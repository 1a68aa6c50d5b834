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
import java.util.function.BiConsumer;

/**
 * The gates of the node, from its configuration. Immutable. A call goes through them from the narrowest to the widest,
 * so that one that waits for its tool keeps nobody from running on the node.
 */
final class Gates {
    private static final String PROVIDER = "provider:";
    private static final String TOOL = "tool:";
    private static final String SERVER = "server:";

    private final Maker maker;
    private final Gate node;
    private final Map<String, Gate> byProvider = new HashMap<>();
    private final Map<String, Gate> byTool = new HashMap<>();
    private final Map<String, Gate> byServer = new HashMap<>();
    private final List<Gate> nodeOnly;
    private final List<Gate> retired;

    /** What gates are made with. */
    private record Maker(OwnerLoop owner, InstantSource clock, MeterRegistry meters) {}

    Gates(SluiceConfig config, OwnerLoop owner, InstantSource clock, MeterRegistry meters) {
        this(config, new Maker(owner, clock, meters), Map.of(), List.of());
    }

    private Gates(SluiceConfig config, Maker maker, Map<String, Gate> before, List<Gate> retired) {
        this.maker = maker;
        this.retired = List.copyOf(retired);
        this.node = gate("node", config.admission(), before);
        this.nodeOnly = List.of(node);
        wanted(config, (name, bounds) -> byKind(name).put(key(name), gate(name, bounds, before)));
    }

    /**
     * The gates by another configuration. Gates whose bounds are the same are the same. Calls that run or wait at others go
     * on there; until they have ended, as many more may run at a gate that took the place of theirs. One call at a time.
     */
    Gates configured(SluiceConfig config) {
        Map<String, AdmissionConfig> wanted = new HashMap<>();
        wanted.put("node", config.admission());
        wanted(config, wanted::put);
        Map<String, Gate> kept = new HashMap<>();
        List<Gate> left = new ArrayList<>();
        retired.stream().filter(gate -> gate.running() + gate.waiting() > 0).forEach(left::add);
        for (Gate gate : present()) {
            if (gate.bounds().equals(wanted.get(gate.name()))) {
                kept.put(gate.name(), gate);
            } else {
                gate.retire();
                left.add(gate);
            }
        }
        return new Gates(config, maker, kept, left);
    }

    private static void wanted(SluiceConfig config, BiConsumer<String, AdmissionConfig> each) {
        config.providers()
                .forEach((name, provider) ->
                        provider.admission().ifPresent(bounds -> each.accept(PROVIDER + name, bounds)));
        config.tools().forEach((name, tool) -> tool.admission().ifPresent(bounds -> each.accept(TOOL + name, bounds)));
        config.federation()
                .servers()
                .forEach((name, server) -> server.admission().ifPresent(bounds -> each.accept(SERVER + name, bounds)));
    }

    private Gate gate(String name, AdmissionConfig bounds, Map<String, Gate> before) {
        Gate known = before.get(name);
        return known != null ? known : new Gate(name, bounds, maker.owner(), maker.clock(), maker.meters());
    }

    private Map<String, Gate> byKind(String name) {
        return name.startsWith(PROVIDER) ? byProvider : name.startsWith(TOOL) ? byTool : byServer;
    }

    private static String key(String name) {
        return name.substring(name.indexOf(':') + 1);
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

    /** Those that calls come to. */
    private List<Gate> present() {
        List<Gate> present = new ArrayList<>(nodeOnly);
        present.addAll(byProvider.values());
        present.addAll(byTool.values());
        present.addAll(byServer.values());
        return present;
    }

    /** These, and those before them at which calls were left. */
    List<Gate> all() {
        List<Gate> all = present();
        all.addAll(retired);
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
        for (Gate gate : present()) {
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
