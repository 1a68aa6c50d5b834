package dev.sluice.bus;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task at one moment (extension {@code io.modelcontextprotocol/tasks}, SEP-2663, "Tasks").
 *
 * @param id names it; cannot be guessed
 * @param owner {@link Call#owner()} of the only one who may see it, at one endpoint
 * @param times when it was made and changed, and how long it is kept
 * @param status where it stands
 * @param detail what belongs to the status: open questions by key, the result or the error; null when the status has none
 */
public record TaskView(
        String id,
        String owner,
        Times times,
        TaskStatus status,
        @Nullable RawJson detail) {
    /**
     * The times of a task.
     *
     * @param created when it was made
     * @param updated when it last changed
     * @param ttl how long it is kept, from when it was made
     * @param pollInterval how often it makes sense to look
     */
    public record Times(Instant created, Instant updated, Duration ttl, Duration pollInterval) {}

    /** {@code {"taskId",…,"pollIntervalMs"}}: without what belongs to the status, as a task begins. */
    public RawJson summary() {
        return RawJson.of(members() + '}');
    }

    /** The same with {@code inputRequests}, {@code result} or {@code error} (DetailedTask). */
    public RawJson toJson() {
        if (detail == null || status.detail() == null) {
            return summary();
        }
        // A result may be large: its bytes are not decoded.
        byte[] bytes = detail.appendTo(Buffer.buffer(members()).appendString(",\"" + status.detail() + "\":"))
                .appendByte((byte) '}')
                .getBytes();
        return RawJson.view(bytes, 0, bytes.length);
    }

    private String members() {
        return "{\"taskId\":" + JsonCodec.quote(id) + ",\"status\":\"" + status.wire() + "\",\"createdAt\":\""
                + times.created() + "\",\"lastUpdatedAt\":\"" + times.updated() + "\",\"ttlMs\":"
                + times.ttl().toMillis() + ",\"pollIntervalMs\":"
                + times.pollInterval().toMillis();
    }
}
