package dev.sluice.mcp;

import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON-RPC 2.0 messages. Pure and thread-safe. Fails with a {@link RefusedException} that says what is wrong
 * and where: PARSE_ERROR when the bytes are not JSON, INVALID_REQUEST when they are not JSON-RPC.
 */
public final class RpcParser {
    private static final JsonScanner.Depth META = member -> member.equals("_meta") ? JsonScanner.SHALLOW : null;
    private static final JsonScanner.Depth MESSAGE = member -> switch (member) {
        case "params", "result" -> META;
        case "error" -> JsonScanner.SHALLOW;
        default -> null;
    };

    private static final int NOTHING = Integer.MIN_VALUE;

    private RpcParser() {}

    /**
     * Reads a body that must be one JSON object: the members of {@code params}, {@code result}, {@code _meta} of both
     * and {@code error} are seen.
     */
    public static RawObject object(RawJson body) {
        if (isBlank(body)) {
            throw Refusal.of(RefusalCode.PARSE_ERROR, "The body is empty; send one JSON-RPC request.")
                    .asException();
        }
        try {
            return JsonScanner.object(body, MESSAGE);
        } catch (MalformedJsonException e) {
            if (isAnotherValue(body)) {
                throw invalid("it must be an object", "jsonrpc");
            }
            throw Refusal.of(RefusalCode.PARSE_ERROR, "The body is " + e.getMessage() + ".")
                    .asException();
        }
    }

    /** Whether it is JSON all right, but no object: then it was parsed, and is no request (JSON-RPC 2.0, section 6). */
    private static boolean isAnotherValue(RawJson body) {
        if (first(body) == '{') {
            return false;
        }
        try {
            return !body.tree().isObject();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Makes a message of an object that has been read. */
    public static RpcMessage message(RawObject object) {
        if (!"2.0".equals(object.word("jsonrpc"))) {
            throw invalid("\"jsonrpc\" must be \"2.0\"", "jsonrpc");
        }
        RawJson params = object.get("params");
        if (params != null && !params.isObject()) {
            throw invalid("\"params\" must be an object", "params");
        }
        RawJson method = object.get("method");
        if (method == null) {
            return response(object);
        }
        String name = object.word("method");
        if (name == null || name.isEmpty() || name.length() > 256) {
            throw invalid("\"method\" must be a string of 1 to 256 characters", "method");
        }
        RawJson id = object.get("id");
        return id == null
                ? new RpcMessage.Notification(object, name)
                : new RpcMessage.Request(object, requestId(id), name);
    }

    /** The elements of a batch, each as raw JSON. */
    public static List<RawJson> batch(RawJson body, int maxSize) {
        try {
            List<RawJson> elements = JsonScanner.array(body, maxSize + 1);
            if (elements.size() > maxSize) {
                throw Refusal.of(RefusalCode.TOO_LARGE, "A batch holds at most " + maxSize + " messages.")
                        .with("limit", maxSize)
                        .asException();
            }
            return elements;
        } catch (MalformedJsonException e) {
            throw Refusal.of(RefusalCode.PARSE_ERROR, "The body is " + e.getMessage() + ".")
                    .asException();
        }
    }

    /** Whether the first character that is not white space opens an array. */
    public static boolean isBatch(RawJson body) {
        return first(body) == '[';
    }

    /** The id of an object that is not a valid message, as far as it has a usable one. */
    public static @Nullable RequestId idOf(RawObject object) {
        RawJson id = object.get("id");
        return id != null && (id.isString() || isNumber(id)) ? new RequestId(id) : null;
    }

    private static RpcMessage response(RawObject object) {
        RawJson result = object.get("result");
        RawJson error = object.get("error");
        RawJson id = object.get("id");
        if ((result == null) == (error == null) || id == null) {
            throw invalid("\"method\" is missing", "method");
        }
        return new RpcMessage.Response(object, requestId(id), result, error);
    }

    private static RequestId requestId(RawJson id) {
        if (id.length() > 1024 || !(id.isString() || isNumber(id))) {
            throw invalid("\"id\" must be a string or a number of at most 1024 bytes", "id");
        }
        return new RequestId(id);
    }

    private static boolean isNumber(RawJson value) {
        byte first = value.firstByte();
        return first == '-' || (first >= '0' && first <= '9');
    }

    private static boolean isBlank(RawJson body) {
        return first(body) == NOTHING;
    }

    private static int first(RawJson body) {
        byte[] bytes = body.array();
        for (int i = body.offset(); i < body.offset() + body.length(); i++) {
            byte b = bytes[i];
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return b;
            }
        }
        return NOTHING;
    }

    private static RefusedException invalid(String message, String field) {
        return Refusal.of(RefusalCode.INVALID_REQUEST, "The request is not JSON-RPC 2.0: " + message + ".")
                .with("field", field)
                .asException();
    }
}
