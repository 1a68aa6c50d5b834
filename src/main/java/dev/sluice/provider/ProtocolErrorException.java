package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * A request is answered with a JSON-RPC error. It is the caller's business and never counts against the provider. For what
 * a model can mend, {@link ToolResult#error} is better.
 */
public final class ProtocolErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient @Nullable RawJson data;

    /**
     * @param code outside of -32768 to -32000, which JSON-RPC and MCP reserve, but for -32602 (invalid params) and -32603
     *     (internal error)
     * @param data any JSON, null for none
     */
    public ProtocolErrorException(int code, String message, @Nullable RawJson data) {
        super(message, null, false, false);
        if (code >= -32768 && code <= -32000 && code != -32602 && code != -32603) {
            throw new IllegalArgumentException("the code " + code + " is reserved by JSON-RPC or MCP");
        }
        this.code = code;
        this.data = data;
    }

    /** The parameters are wrong (-32602). */
    public static ProtocolErrorException invalidParams(String message) {
        return new ProtocolErrorException(-32602, message, null);
    }

    public int code() {
        return code;
    }

    /** The data of the error, null for none. */
    public @Nullable RawJson data() {
        return data;
    }
}
