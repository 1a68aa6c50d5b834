package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Note;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the notes of running calls into notifications to their callers. Only calls whose caller asked for notes, or could be
 * let go, are known here; how many there are is bounded by admission. Confined to the event loop of its shard.
 */
public final class CallNotes {
    private final Map<CallId, Reader> readers = new HashMap<>();

    /** The caller of one call, and what it wants to hear. */
    private record Reader(
            Recipient client,
            @Nullable RawJson progressToken,
            @Nullable LogLevel logLevel,
            @Nullable Reached reached) {}

    /**
     * How far a request has come, over all rounds that answer it: each round of a provider begins anew, but what a client is
     * told must grow (progress, "Behavior Requirements"). Confined to the event loop of its shard.
     */
    public static final class Reached {
        private double progress = Double.NEGATIVE_INFINITY;

        /** Whether a report goes beyond all before it, as far as it says where it stands. */
        private boolean grows(RawJson params) {
            try {
                double next =
                        Double.parseDouble(String.valueOf(RawObject.scan(params).get("progress")));
                boolean grows = next > progress;
                progress = Math.max(progress, next);
                return grows;
            } catch (MalformedJsonException | NumberFormatException e) {
                return true;
            }
        }
    }

    /** Listens for the notes of calls that started in this shard. */
    public MessageConsumer<Note> listen(Vertx vertx, int shard) {
        return vertx.eventBus().localConsumer(Addresses.notes(shard), message -> tell(message.body()));
    }

    /** Whether the caller of a call may hear anything of it before its outcome. */
    public static boolean isWanted(Caller caller) {
        return caller.progressToken() != null || caller.logLevel() != null || caller.revision() == Revision.V2025_11_25;
    }

    /**
     * From now on notes of the call go to its caller.
     *
     * @param reached how far earlier rounds have come, null when there are none
     */
    public void add(Call call, Recipient client, @Nullable Reached reached) {
        Caller caller = call.caller();
        readers.put(call.id(), new Reader(client, caller.progressToken(), caller.logLevel(), reached));
    }

    /** The call is over. */
    public void remove(CallId call) {
        readers.remove(call);
    }

    private void tell(Note note) {
        Reader reader = readers.get(note.call());
        if (reader == null) {
            return;
        }
        switch (note) {
            case Note.Progress progress -> {
                RawJson token = reader.progressToken();
                if (token != null
                        && (reader.reached() == null || reader.reached().grows(progress.params()))) {
                    reader.client().send(progress(token, progress.params()));
                }
            }
            case Note.Log log -> {
                if (reader.logLevel() != null && log.level().isAtLeast(reader.logLevel())) {
                    reader.client().send(RpcWriter.notification(Notifications.MESSAGE, log.params()));
                }
            }
            case Note.Release ignored -> reader.client().release();
        }
    }

    /** The params with the caller's token, as it spelled it, in front. */
    private static Buffer progress(RawJson token, RawJson params) {
        return RpcWriter.notification(Notifications.PROGRESS, Splice.first("progressToken", token, params));
    }
}
