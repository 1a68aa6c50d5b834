package dev.sluice.provider.upstream.message;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import org.jspecify.annotations.Nullable;

/** An upstream has answered a request with a JSON-RPC error. */
public final class UpstreamErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient RawObject error;

    /** Of the whole error object. */
    public UpstreamErrorException(RawObject error) {
        super("The upstream answered with error " + codeOf(error) + ": " + Outcomes.message(error), null, false, false);
        this.code = codeOf(error);
        this.error = error;
    }

    /** The number; that of an internal error when the upstream gave none. */
    public int code() {
        return code;
    }

    /** The whole error object. */
    public RawObject error() {
        return error;
    }

    /** The number in an error object; that of an internal error when there is none. */
    public static int codeOf(RawObject error) {
        RawJson code = error.get("code");
        try {
            return code == null ? RpcCodes.INTERNAL : Integer.parseInt(code.toString());
        } catch (NumberFormatException e) {
            return RpcCodes.INTERNAL;
        }
    }

    /** {@code data}, null when there is none. */
    public @Nullable RawJson data() {
        return error.get("data");
    }
}
