package dev.sluice.provider.search;

import dev.sluice.bus.SearchTools;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.RawJson;
import java.util.Set;

/** How the tools that find and call other tools describe themselves to a model. */
final class SearchDefinitions {
    private static final String FIND_INPUT = """
            {"type":"object","properties":{"query":{"type":"string","minLength":1,"maxLength":1000,\
            "description":"What the tool is to do, in a few words"},"limit":{"type":"integer","minimum":1,"maximum":%d,\
            "description":"Tools to return at most, %d unless given"}},"required":["query"],\
            "additionalProperties":false}""".formatted(SearchBackend.MAX, SearchBackend.USUAL);

    private static final String FIND_OUTPUT = """
            {"type":"object","properties":{"tools":{"type":"array","items":{"type":"object",\
            "properties":{"name":{"type":"string"},"title":{"type":"string"},"description":{"type":"string"},\
            "inputSchema":{"type":"object"}},"required":["name","inputSchema"]}}},"required":["tools"]}""";

    private static final String CALL_INPUT = """
            {"type":"object","properties":{"name":{"type":"string","minLength":1,\
            "description":"The name of the tool, as find_tools gave it"},"arguments":{"type":"object",\
            "description":"Its arguments, as its inputSchema wants them"}},"required":["name"],\
            "additionalProperties":false}""";

    /** Finds tools. */
    static final ToolDescriptor FIND = descriptor(
            SearchTools.FIND,
            "\"title\":\"Find tools\",\"description\":\"Finds tools by what they do. Most tools are not listed: search here"
                    + " first, then call what was found with call_tool.\",\"inputSchema\":" + FIND_INPUT
                    + ",\"outputSchema\":" + FIND_OUTPUT
                    + ",\"annotations\":{\"readOnlyHint\":true,\"idempotentHint\":true,\"openWorldHint\":false}",
            FIND_INPUT,
            true);

    /** Calls a tool. */
    static final ToolDescriptor CALL = descriptor(
            SearchTools.CALL,
            "\"title\":\"Call a tool\",\"description\":\"Calls a tool that find_tools has found, with arguments that fit its"
                    + " inputSchema.\",\"inputSchema\":" + CALL_INPUT,
            CALL_INPUT,
            false);

    private SearchDefinitions() {}

    private static ToolDescriptor descriptor(String name, String members, String input, boolean readOnly) {
        return new ToolDescriptor(
                SearchTools.PROVIDER,
                name,
                RawJson.of("{\"name\":\"" + name + "\"," + members + '}'),
                RawJson.of(input),
                Set.of(),
                null,
                readOnly,
                readOnly,
                TaskSupport.NONE);
    }
}
