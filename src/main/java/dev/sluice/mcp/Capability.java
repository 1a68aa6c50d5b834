package dev.sluice.mcp;

/** What a client may be able to do for a server (ClientCapabilities, 2026-07-28). */
public enum Capability {
    /** {@code roots}: it can list its roots. */
    ROOTS(1),
    /** {@code sampling}: it can ask its model. */
    SAMPLING(2),
    /** {@code sampling.tools}: its model may use tools meanwhile. */
    SAMPLING_TOOLS(4),
    /** {@code sampling.context}: it can add context of its own. */
    SAMPLING_CONTEXT(8),
    /** {@code elicitation.form}: it can show its user a form. */
    FORM(16),
    /** {@code elicitation.url}: it can send its user to a URL. */
    URL(32),
    /** {@code extensions["io.modelcontextprotocol/tasks"]}: it knows tasks. */
    TASKS(64);

    /** The name of the extension of tasks. */
    public static final String TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

    /** Part of the layout of session ids: only ever appended to. */
    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }

    /** The capabilities object that has this capability only, as {@code data.requiredCapabilities} wants it. */
    public RawJson toJson() {
        return RawJson.of(
                switch (this) {
                    case ROOTS -> "{\"roots\":{}}";
                    case SAMPLING -> "{\"sampling\":{}}";
                    case SAMPLING_TOOLS -> "{\"sampling\":{\"tools\":{}}}";
                    case SAMPLING_CONTEXT -> "{\"sampling\":{\"context\":{}}}";
                    case FORM -> "{\"elicitation\":{\"form\":{}}}";
                    case URL -> "{\"elicitation\":{\"url\":{}}}";
                    case TASKS -> "{\"extensions\":{\"" + TASKS_EXTENSION + "\":{}}}";
                });
    }
}
