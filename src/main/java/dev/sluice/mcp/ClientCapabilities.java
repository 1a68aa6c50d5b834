package dev.sluice.mcp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says it can do, as far as the protocol names it; small enough to travel in a session id.
 *
 * @param bits one bit each, by the place of the {@link Capability}
 */
public record ClientCapabilities(int bits) {
    public static final ClientCapabilities NONE = new ClientCapabilities(0);

    private static final int ROOTS = Capability.ROOTS.bit();
    private static final int SAMPLING = Capability.SAMPLING.bit();
    private static final int SAMPLING_TOOLS = Capability.SAMPLING_TOOLS.bit();
    private static final int SAMPLING_CONTEXT = Capability.SAMPLING_CONTEXT.bit();
    private static final int ELICITATION_FORM = Capability.FORM.bit();
    private static final int ELICITATION_URL = Capability.URL.bit();
    private static final int TASKS = Capability.TASKS.bit();

    /** Reads a capabilities object; what it does not know or understand counts as absent. */
    public static ClientCapabilities of(@Nullable RawJson capabilities) {
        RawObject object = scan(capabilities);
        if (object == null) {
            return NONE;
        }
        int bits = isObject(object, "roots") ? ROOTS : 0;
        RawObject sampling = scan(object.get("sampling"));
        if (sampling != null) {
            bits |= SAMPLING;
            bits |= isObject(sampling, "tools") ? SAMPLING_TOOLS : 0;
            bits |= isObject(sampling, "context") ? SAMPLING_CONTEXT : 0;
        }
        RawObject elicitation = scan(object.get("elicitation"));
        if (elicitation != null) {
            boolean url = isObject(elicitation, "url");
            bits |= url ? ELICITATION_URL : 0;
            bits |= isObject(elicitation, "form") || !url ? ELICITATION_FORM : 0;
        }
        RawObject extensions = scan(object.get("extensions"));
        if (extensions != null && isObject(extensions, Capability.TASKS_EXTENSION)) {
            bits |= TASKS;
        }
        return new ClientCapabilities(bits);
    }

    /** A client that can do exactly this. */
    public static ClientCapabilities having(Collection<Capability> capabilities) {
        int bits = 0;
        for (Capability capability : capabilities) {
            bits |= capability.bit();
        }
        if ((bits & (SAMPLING_TOOLS | SAMPLING_CONTEXT)) != 0) {
            bits |= SAMPLING;
        }
        return new ClientCapabilities(bits);
    }

    /** Whether the client can do this. */
    public boolean can(Capability capability) {
        return has(capability.bit());
    }

    /**
     * What of it exists in a revision: elicitation since 2025-06-18, that of pages and what a model may use since 2025-11-25,
     * extensions since 2026-07-28.
     */
    public ClientCapabilities in(Revision revision) {
        int known = ROOTS | SAMPLING;
        if (revision.isAtLeast(Revision.V2025_06_18)) {
            known |= ELICITATION_FORM;
        }
        if (revision.isAtLeast(Revision.V2025_11_25)) {
            known |= ELICITATION_URL | SAMPLING_TOOLS | SAMPLING_CONTEXT;
        }
        return revision.isModern() ? this : new ClientCapabilities(bits & known);
    }

    /** The capabilities object that says the same. */
    public RawJson toJson() {
        if (bits == 0) {
            return RawJson.EMPTY_OBJECT;
        }
        List<String> members = new ArrayList<>(3);
        if (has(ROOTS)) {
            members.add("\"roots\":{}");
        }
        if (has(SAMPLING)) {
            members.add("\"sampling\":" + object(SAMPLING_TOOLS, "tools", SAMPLING_CONTEXT, "context"));
        }
        if (has(ELICITATION_FORM) || has(ELICITATION_URL)) {
            members.add("\"elicitation\":" + object(ELICITATION_FORM, "form", ELICITATION_URL, "url"));
        }
        if (has(TASKS)) {
            members.add("\"extensions\":{\"" + Capability.TASKS_EXTENSION + "\":{}}");
        }
        return RawJson.of('{' + String.join(",", members) + '}');
    }

    private String object(int firstBit, String first, int secondBit, String second) {
        List<String> members = new ArrayList<>(2);
        if (has(firstBit)) {
            members.add('"' + first + "\":{}");
        }
        if (has(secondBit)) {
            members.add('"' + second + "\":{}");
        }
        return '{' + String.join(",", members) + '}';
    }

    private boolean has(int bit) {
        return (bits & bit) != 0;
    }

    private static boolean isObject(RawObject object, String name) {
        RawJson value = object.get(name);
        return value != null && value.isObject();
    }

    private static @Nullable RawObject scan(@Nullable RawJson json) {
        if (json == null || !json.isObject()) {
            return null;
        }
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException e) {
            return null;
        }
    }
}
