package dev.sluice.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys of single providers and tools. What a breaker or an admission of theirs leaves out is as for the node. */
final class RuleKeys {
    static final KeyPath PROVIDERS = KeyPath.of("providers");
    private static final KeyPath TOOLS = KeyPath.of("tools");
    private static final String BREAKER = "breaker";
    private static final String ADMISSION = "admission";

    static final Key<Boolean> ENABLED = Key.of("providers.*.enabled", Kinds.truth(), "whether the provider is started");
    static final BreakerKeys PROVIDER_BREAKER = BreakerKeys.of("providers.*.breaker", "this provider");
    static final Key<Integer> RETRIES = Key.optional(
            "providers.*.retries", WorkKeys.retries(), "how often an idempotent call of this provider is tried again");
    static final Key<Map<String, Object>> SETTINGS =
            Key.of("providers.*.settings", Kinds.settings(), "what the provider itself reads");
    static final AdmissionKeys PROVIDER_ADMISSION = AdmissionKeys.of("providers.*.admission", "this provider");
    static final AdmissionKeys TOOL_ADMISSION = AdmissionKeys.of("tools.*.admission", "this tool");
    static final Key<List<String>> ROLES = Key.optional(
            "tools.*.roles",
            Kinds.listOf(Kinds.text(128), 64),
            "who may call the tool, instead of what its provider says");
    static final Key<Duration> TIMEOUT = Key.optional(
            "tools.*.timeout", WorkKeys.callTime(), "the tool's time limit, instead of what its provider says");
    static final Key<Integer> PER_USER = Key.optional(
            "tools.*.perUser",
            Kinds.integer(1, 1_000_000_000),
            "calls of the tool by one caller in the window of the limits");

    static final List<Key<?>> ALL = List.of(
            ENABLED,
            PROVIDER_BREAKER.failures(),
            PROVIDER_BREAKER.window(),
            PROVIDER_BREAKER.openFor(),
            PROVIDER_ADMISSION.running(),
            PROVIDER_ADMISSION.waiting(),
            PROVIDER_ADMISSION.longest(),
            RETRIES,
            SETTINGS,
            ROLES,
            TIMEOUT,
            PER_USER,
            TOOL_ADMISSION.running(),
            TOOL_ADMISSION.waiting(),
            TOOL_ADMISSION.longest());

    private RuleKeys() {}

    static Map<String, ProviderConfig> providers(Values values) {
        Map<String, ProviderConfig> providers = new HashMap<>(FederationKeys.providers(values));
        for (String name : values.names(PROVIDERS)) {
            Values own = values.named(name);
            KeyPath path = PROVIDERS.child(name);
            providers.put(
                    name,
                    new ProviderConfig(
                            own.get(ENABLED),
                            PROVIDER_BREAKER.read(own, path.child(BREAKER)),
                            PROVIDER_ADMISSION.read(own, path.child(ADMISSION)),
                            own.find(RETRIES),
                            own.get(SETTINGS)));
        }
        return providers;
    }

    static Map<String, ToolConfig> tools(Values values) {
        Map<String, ToolConfig> tools = new HashMap<>();
        for (String name : values.names(TOOLS)) {
            Values own = values.named(name);
            tools.put(
                    name,
                    new ToolConfig(
                            own.find(ROLES).map(Set::copyOf),
                            own.find(TIMEOUT),
                            own.find(PER_USER),
                            TOOL_ADMISSION.read(own, TOOLS.child(name).child(ADMISSION))));
        }
        return tools;
    }
}
