package dev.sluice.bus;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task at one moment (extension {@code io.modelcontextprotocol/tasks}, SEP-2663, "Tasks").
 *
 * @param id names it; cannot be guessed
 * @param owner {@link Principal#key()} of the only one who may see it
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
        return RawJson.of(members().append('}').toString());
    }

    /** The same with {@code inputRequests}, {@code result} or {@code error} (DetailedTask). */
    public RawJson toJson() {
        StringBuilder json = members();
        if (detail != null && status.detail() != null) {
            json.append(",\"").append(status.detail()).append("\":").append(detail);
        }
        return RawJson.of(json.append('}').toString());
    }

    private StringBuilder members() {
        return new StringBuilder("{\"taskId\":")
                .append(JsonCodec.quote(id))
                .append(",\"status\":\"")
                .append(status.wire())
                .append("\",\"createdAt\":\"")
                .append(times.created())
                .append("\",\"lastUpdatedAt\":\"")
                .append(times.updated())
                .append("\",\"ttlMs\":")
                .append(times.ttl().toMillis())
                .append(",\"pollIntervalMs\":")
                .append(times.pollInterval().toMillis());
    }
}
