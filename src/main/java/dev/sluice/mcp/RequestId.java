package dev.sluice.mcp;

/**
 * The id of a JSON-RPC request exactly as the client spelled it: {@code 1}, {@code "1"} and {@code 1.0} stay apart.
 *
 * @param raw a JSON string or number
 */
public record RequestId(RawJson raw) {
    @Override
    public String toString() {
        return raw.toString();
    }
}
