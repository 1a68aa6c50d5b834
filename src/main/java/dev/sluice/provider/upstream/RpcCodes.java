package dev.sluice.provider.upstream;

/** Numbers of JSON-RPC errors that upstreams answer with. */
final class RpcCodes {
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL = -32603;
    static final int RESOURCE_NOT_FOUND = -32002;
    static final int HEADER_MISMATCH = -32020;
    static final int MISSING_CAPABILITY = -32021;
    static final int UNSUPPORTED_VERSION = -32022;

    private static final int RESERVED_FROM = -32768;
    private static final int RESERVED_TO = -32000;

    private RpcCodes() {}

    /** Whether JSON-RPC or MCP keeps a number for itself. */
    static boolean isReserved(int code) {
        return code >= RESERVED_FROM && code <= RESERVED_TO;
    }
}
