package dev.sluice.task;

import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskStatus;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param status a final one
 * @param detail the result or the JSON-RPC error (SEP-2663, "Error Handling")
 * @param outcome {@code ok}, {@code tool_error}, {@code provider_error} or the code of a refusal, for the record
 * @param reason one sentence for the record, null when there is nothing to add
 */
record Ending(
        TaskStatus status,
        @Nullable RawJson detail,
        String outcome,
        @Nullable String reason) {
    static Ending cancelled() {
        return new Ending(TaskStatus.CANCELLED, null, RefusalCode.CANCELLED.name(), null);
    }

    static Ending of(Outcome.Completed done) {
        return new Ending(TaskStatus.COMPLETED, done.result(), done.failed() ? "tool_error" : "ok", null);
    }

    static Ending of(Outcome.Failed failed) {
        return new Ending(
                TaskStatus.FAILED, error(failed.code(), failed.message(), failed.data()), "provider_error", null);
    }

    /** A refusal that is told in tool results is a result; everything else is an error. */
    static Ending of(Refusal refusal) {
        RefusalCode code = refusal.code();
        if (code == RefusalCode.CANCELLED) {
            return cancelled();
        }
        if (code.rpcCode() == 0) {
            RawJson result = RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":"
                    + JsonCodec.quote(refusal.message()) + "}],\"isError\":true}");
            return new Ending(TaskStatus.COMPLETED, result, code.name(), refusal.message());
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("code", code.name());
        refusal.details().forEach(data::putIfAbsent);
        if (refusal.retryAfter() != null) {
            data.put(
                    "retryAfter",
                    Math.max(1, refusal.retryAfter().plusNanos(999_999_999).toSeconds()));
        }
        return new Ending(
                TaskStatus.FAILED,
                error(code.rpcCode(), refusal.message(), RawJson.of(JsonCodec.MAPPER.valueToTree(data))),
                code.name(),
                refusal.message());
    }

    private static RawJson error(int code, String message, @Nullable RawJson data) {
        return RawJson.of("{\"code\":" + code + ",\"message\":" + JsonCodec.quote(message)
                + (data == null ? "" : ",\"data\":" + data) + '}');
    }
}
