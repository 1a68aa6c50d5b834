package dev.sluice.provider.upstream;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import org.jspecify.annotations.Nullable;

/** An upstream has answered a request with a JSON-RPC error. */
final class UpstreamErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient RawObject error;

    UpstreamErrorException(RawObject error) {
        super("The upstream answered with error " + codeOf(error) + ": " + Outcomes.message(error), null, false, false);
        this.code = codeOf(error);
        this.error = error;
    }

    /** The number; that of an internal error when the upstream gave none. */
    int code() {
        return code;
    }

    /** The whole error object. */
    RawObject error() {
        return error;
    }

    static int codeOf(RawObject error) {
        RawJson code = error.get("code");
        try {
            return code == null ? RpcCodes.INTERNAL : Integer.parseInt(code.toString());
        } catch (NumberFormatException e) {
            return RpcCodes.INTERNAL;
        }
    }

    /** {@code data}, null when there is none. */
    @Nullable
    RawJson data() {
        return error.get("data");
    }
}
