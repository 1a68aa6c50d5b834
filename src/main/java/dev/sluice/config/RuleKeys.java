package dev.sluice.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keys of single providers and tools. What a breaker or an admission of theirs leaves out is as for the node. */
final class RuleKeys {
    private static final KeyPath PROVIDERS = KeyPath.of("providers");
    private static final KeyPath TOOLS = KeyPath.of("tools");
    private static final String BREAKER = "breaker";
    private static final String ADMISSION = "admission";

    static final Key<Boolean> ENABLED = Key.of("providers.*.enabled", Kinds.truth(), "whether the provider is started");
    static final Key<Integer> FAILURES = Key.optional(
            "providers.*.breaker.failures",
            WorkKeys.failures(),
            "failures within the window that open this provider's breaker");
    static final Key<Duration> WINDOW = Key.optional(
            "providers.*.breaker.window", WorkKeys.breakerTime(), "how far back this provider's failures count");
    static final Key<Duration> OPEN_FOR = Key.optional(
            "providers.*.breaker.openFor", WorkKeys.breakerTime(), "how long this provider's breaker stays open");
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
            FAILURES,
            WINDOW,
            OPEN_FOR,
            PROVIDER_ADMISSION.running(),
            PROVIDER_ADMISSION.waiting(),
            PROVIDER_ADMISSION.longest(),
            SETTINGS,
            ROLES,
            TIMEOUT,
            PER_USER,
            TOOL_ADMISSION.running(),
            TOOL_ADMISSION.waiting(),
            TOOL_ADMISSION.longest());

    private RuleKeys() {}

    static Map<String, ProviderConfig> providers(Values values) {
        Map<String, ProviderConfig> providers = new HashMap<>();
        for (String name : values.names(PROVIDERS)) {
            Values own = values.named(name);
            KeyPath path = PROVIDERS.child(name);
            Optional<BreakerConfig> breaker =
                    values.has(path.child(BREAKER)) ? Optional.of(breaker(own)) : Optional.empty();
            providers.put(
                    name,
                    new ProviderConfig(
                            own.get(ENABLED),
                            breaker,
                            PROVIDER_ADMISSION.read(own, path.child(ADMISSION)),
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

    private static BreakerConfig breaker(Values own) {
        BreakerConfig node = WorkKeys.breaker(own);
        return new BreakerConfig(
                own.find(FAILURES).orElse(node.failures()),
                own.find(WINDOW).orElse(node.window()),
                own.find(OPEN_FOR).orElse(node.openFor()));
    }

    /** The three keys of an admission besides the node's. */
    record AdmissionKeys(Key<Integer> running, Key<Integer> waiting, Key<Duration> longest) {
        static AdmissionKeys of(String path, String whose) {
            return new AdmissionKeys(
                    Key.optional(
                            path + ".maxRunning", WorkKeys.running(), "calls of " + whose + " that run at one time"),
                    Key.optional(path + ".maxWaiting", WorkKeys.waiting(), "calls of " + whose + " that wait"),
                    Key.optional(
                            path + ".maxWait",
                            WorkKeys.longestWait(),
                            "how long a call of " + whose + " waits at most"));
        }

        Optional<AdmissionConfig> read(Values own, KeyPath section) {
            if (!own.has(section)) {
                return Optional.empty();
            }
            AdmissionConfig node = WorkKeys.admission(own);
            return Optional.of(new AdmissionConfig(
                    own.find(running).orElse(node.maxRunning()),
                    own.find(waiting).orElse(node.maxWaiting()),
                    own.find(longest).orElse(node.maxWait())));
        }
    }
}
