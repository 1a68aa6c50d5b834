package dev.sluice.provider.upstream.message;

/** Numbers of JSON-RPC errors that upstreams answer with. */
public final class RpcCodes {
    /** The method is not known there. */
    public static final int METHOD_NOT_FOUND = -32601;

    static final int INVALID_PARAMS = -32602;
    /** Something went wrong there. */
    public static final int INTERNAL = -32603;

    static final int RESOURCE_NOT_FOUND = -32002;
    /** Headers and body do not say the same (2026-07-28). */
    public static final int HEADER_MISMATCH = -32020;
    /** What is asked needs something that the client cannot do (2026-07-28). */
    public static final int MISSING_CAPABILITY = -32021;
    /** The revision is not spoken there (2026-07-28). */
    public static final int UNSUPPORTED_VERSION = -32022;

    private static final int RESERVED_FROM = -32768;
    private static final int RESERVED_TO = -32000;
    private static final int OURS_FROM = -31599;
    private static final int OURS_TO = -31400;

    private RpcCodes() {}

    /**
     * Whether JSON-RPC, MCP or the gateway keeps a number for itself: an upstream must not tell a caller that its token was
     * turned down or its limit reached at the gateway.
     */
    static boolean isReserved(int code) {
        return (code >= RESERVED_FROM && code <= RESERVED_TO) || (code >= OURS_FROM && code <= OURS_TO);
    }
}
