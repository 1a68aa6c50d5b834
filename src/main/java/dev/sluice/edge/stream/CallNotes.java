package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Note;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
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
            @Nullable LogLevel logLevel) {}

    /** Listens for the notes of calls that started in this shard. */
    public MessageConsumer<Note> listen(Vertx vertx, int shard) {
        return vertx.eventBus().localConsumer(Addresses.notes(shard), message -> tell(message.body()));
    }

    /** Whether the caller of a call may hear anything of it before its outcome. */
    public static boolean isWanted(Caller caller) {
        return caller.progressToken() != null || caller.logLevel() != null || caller.revision() == Revision.V2025_11_25;
    }

    /** From now on notes of the call go to its caller. */
    public void add(Call call, Recipient client) {
        Caller caller = call.caller();
        readers.put(call.id(), new Reader(client, caller.progressToken(), caller.logLevel()));
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
                if (reader.progressToken() != null) {
                    reader.client().send(progress(reader.progressToken(), progress.params()));
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
