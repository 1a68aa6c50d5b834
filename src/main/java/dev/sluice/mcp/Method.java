package dev.sluice.mcp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON-RPC methods that MCP defines for requests and notifications from a client, over all revisions. */
public enum Method {
    INITIALIZE("initialize", Era.LEGACY, false),
    PING("ping", Era.LEGACY, false),
    DISCOVER("server/discover", Era.MODERN, false),
    TOOLS_LIST("tools/list", Era.BOTH, true),
    TOOLS_CALL("tools/call", Era.BOTH, true),
    PROMPTS_LIST("prompts/list", Era.BOTH, true),
    PROMPTS_GET("prompts/get", Era.BOTH, true),
    RESOURCES_LIST("resources/list", Era.BOTH, true),
    RESOURCES_TEMPLATES_LIST("resources/templates/list", Era.BOTH, true),
    RESOURCES_READ("resources/read", Era.BOTH, true),
    RESOURCES_SUBSCRIBE("resources/subscribe", Era.LEGACY, true),
    RESOURCES_UNSUBSCRIBE("resources/unsubscribe", Era.LEGACY, true),
    COMPLETE("completion/complete", Era.BOTH, true),
    SET_LEVEL("logging/setLevel", Era.LEGACY, false),
    SUBSCRIPTIONS_LISTEN("subscriptions/listen", Era.MODERN, true),
    TASKS_GET("tasks/get", Era.MODERN, false),
    TASKS_UPDATE("tasks/update", Era.MODERN, true),
    TASKS_CANCEL("tasks/cancel", Era.MODERN, true),
    SKILLS_LIST("skills/list", Era.BOTH, true),
    SKILLS_GET("skills/get", Era.BOTH, true),
    DIRECTORY_READ("resources/directory/read", Era.BOTH, true),
    INITIALIZED("notifications/initialized", Era.LEGACY, false),
    CANCELLED("notifications/cancelled", Era.BOTH, false),
    PROGRESS("notifications/progress", Era.LEGACY, false),
    ROOTS_LIST_CHANGED("notifications/roots/list_changed", Era.LEGACY, false);

    /** In which eras a method exists. */
    public enum Era {
        LEGACY,
        MODERN,
        BOTH
    }

    private static final Map<String, Method> BY_WIRE = new HashMap<>();

    static {
        for (Method method : values()) {
            BY_WIRE.put(method.wire, method);
        }
    }

    private final String wire;
    private final Era era;
    private final boolean work;

    Method(String wire, Era era, boolean work) {
        this.wire = wire;
        this.era = era;
        this.work = work;
    }

    public String wire() {
        return wire;
    }

    /** Whether a request by this name exists in the given revision's era. */
    public boolean existsIn(Revision revision) {
        return era == Era.BOTH || (era == Era.MODERN) == revision.isModern();
    }

    /** Whether it asks for work and so counts against its caller's limit; handshakes, pings and notifications do not. */
    public boolean isWork() {
        return work;
    }

    /** The method of this name, null when MCP has none. */
    public static @Nullable Method of(String wire) {
        return BY_WIRE.get(wire);
    }
}
