package dev.sluice.bus;

/**
 * The two tools of an endpoint with a catalogue that is too large to be listed: one finds tools, the other calls what was
 * found. The catalogue lets them in at such endpoints only; the edge takes the second apart before a call is judged.
 */
public final class SearchTools {
    /** The provider of both. */
    public static final String PROVIDER = "tool-search";
    /** Finds tools. */
    public static final String FIND = "find_tools";
    /** Calls a tool by its name; no provider ever runs it. */
    public static final String CALL = "call_tool";

    private SearchTools() {}

    /** Whether a tool stands for another one, which its arguments name. */
    public static boolean isCall(ToolEntry tool) {
        return tool.provider().equals(PROVIDER) && tool.localName().equals(CALL);
    }
}
