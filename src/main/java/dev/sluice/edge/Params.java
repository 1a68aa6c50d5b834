package dev.sluice.edge;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RpcMessage;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of requests. Every method throws a RefusedException with INVALID_PARAMS that names the field. */
final class Params {
    private Params() {}

    static RawObject of(RpcMessage message) {
        return message.params().orElseThrow(() -> invalid("params", "must be an object"));
    }

    static String name(RawObject params) {
        return text(params, "name");
    }

    static String text(RawObject params, String field) {
        String text = params.text(field);
        if (text == null) {
            throw invalid(field, "must be a string");
        }
        return text;
    }

    /** The arguments object, the empty object when there is none. */
    static RawJson arguments(RawObject params) {
        return object(params, "arguments");
    }

    static RawJson object(RawObject params, String field) {
        RawJson value = params.get(field);
        if (value == null) {
            return RawJson.EMPTY_OBJECT;
        }
        if (!value.isObject()) {
            throw invalid(field, "must be an object");
        }
        return value;
    }

    /** The cursor, null for the first page. */
    static @Nullable String cursor(RpcMessage message) {
        RawObject params = message.params().orElse(null);
        if (params == null || !params.has("cursor")) {
            return null;
        }
        return text(params, "cursor");
    }

    private static RuntimeException invalid(String field, String rule) {
        return Refusal.of(RefusalCode.INVALID_PARAMS, '"' + field + "\" " + rule + '.')
                .with("field", field)
                .asException();
    }
}
