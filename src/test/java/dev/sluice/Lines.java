package dev.sluice;

/** Messages of a client, each on one line. */
final class Lines {
    static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    private Lines() {}

    static String initialize(String id, String revision, String capabilities) {
        return request(
                id,
                "initialize",
                "\"protocolVersion\":\"" + revision + "\",\"capabilities\":{" + capabilities
                        + "},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}");
    }

    /** A request of the legacy era; {@code params} are members without braces. */
    static String request(String id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    /** A request of 2026-07-28. */
    static String modern(String id, String method, String params) {
        return modern(id, method, params, "");
    }

    static String modern(String id, String method, String params, String meta) {
        return request(
                id,
                method,
                params + (params.isEmpty() ? "" : ",")
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}"
                        + (meta.isEmpty() ? "" : ",") + meta + '}');
    }

    static String call(String tool, String arguments) {
        return "\"name\":\"" + tool + "\",\"arguments\":" + arguments;
    }

    static String work(int millis) {
        return call("simulate_work", "{\"ms\":" + millis + "}");
    }

    static String cancelled(String id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}";
    }
}
