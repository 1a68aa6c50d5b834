package dev.sluice.mcp;

/**
 * Every way in which Sluice says no: the word a client sees in {@code data.code}, the HTTP status and the JSON-RPC
 * number. This enum is <em>the</em> table; docs/refusals.md is made from it and a test compares the two.
 *
 * <p>Numbers of our own are -31000 minus the HTTP status, outside the range that JSON-RPC 2.0 and MCP reserve.
 * A status of 0 means: as the revision of the caller says (see the edge).
 */
public enum RefusalCode {
    AUTH_REQUIRED(401, -31401, "A bearer token is required."),
    INVALID_TOKEN(401, -31401, "The token was not accepted."),
    INSUFFICIENT_PERMISSIONS(403, -31403, "The caller may not do this."),
    ORIGIN_REFUSED(403, -31403, "Requests from this origin are not allowed."),
    RATE_LIMIT_EXCEEDED(429, -31429, "Too many requests in this window."),
    QUEUE_FULL(503, -31503, "As many calls run and wait as are allowed."),
    DEADLINE_UNREACHABLE(503, -31503, "The call would not start before its deadline."),
    CIRCUIT_OPEN(503, -31503, "The provider of this tool is failing and is given time to recover."),
    DRAINING(503, -31503, "This node is shutting down."),
    TIMEOUT(504, -31504, "The call did not finish before its deadline."),
    TOO_LARGE(413, -32600, "The request is larger than the bound."),
    HEADERS_TOO_LARGE(431, -32600, "The request line or the headers are larger than the bound."),
    UNSUPPORTED_MEDIA_TYPE(415, -32600, "The request body must be application/json."),
    NOT_ACCEPTABLE(406, -32600, "The client must accept application/json and text/event-stream."),
    METHOD_NOT_ALLOWED(405, -32600, "This HTTP method is not served here."),
    NOT_FOUND(404, -32600, "There is nothing at this path."),
    SESSION_NOT_FOUND(404, -32001, "The session is unknown or has ended."),
    PARSE_ERROR(400, -32700, "The body is not valid JSON."),
    INVALID_REQUEST(400, -32600, "The body is not a valid JSON-RPC request."),
    RESOURCE_NOT_FOUND(0, -32602, "There is no such resource."),
    TOO_MANY_STREAMS(429, -31429, "As many event streams are open as are allowed."),
    STREAM_EXISTS(409, -31409, "This session has a standalone stream already."),
    TOO_MANY_TASKS(429, -31429, "As many tasks are kept as are allowed."),
    METHOD_NOT_FOUND(0, -32601, "This method is not served."),
    INVALID_PARAMS(0, -32602, "The parameters are not valid."),
    HEADER_MISMATCH(400, -32020, "A header does not match the body."),
    MISSING_CAPABILITY(400, -32021, "The client lacks a capability that this call needs."),
    UNSUPPORTED_VERSION(400, -32022, "This protocol version is not served."),
    PROVIDER_FAILED(200, -32603, "The provider failed to answer."),
    TOOL_FAILED(200, 0, "The tool failed."),
    INVALID_ARGUMENTS(200, 0, "The arguments do not fit the tool's input schema."),
    CANCELLED(499, -31499, "The caller went away."),
    INTERNAL_ERROR(500, -32603, "Internal error.");

    private final int status;
    private final int rpcCode;
    private final String meaning;

    RefusalCode(int status, int rpcCode, String meaning) {
        this.status = status;
        this.rpcCode = rpcCode;
        this.meaning = meaning;
    }

    /** HTTP status, 0 when the revision decides. */
    public int status() {
        return status;
    }

    /** JSON-RPC error number, 0 when the refusal is told in a tool result ({@code isError}) instead. */
    public int rpcCode() {
        return rpcCode;
    }

    /** One sentence, used as the message when nothing more precise is known. */
    public String meaning() {
        return meaning;
    }
}
