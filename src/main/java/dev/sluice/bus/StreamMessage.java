package dev.sluice.bus;

import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the edges of a node's shards say to each other about the streams and sessions of old clients, whose connections may
 * come in anywhere. Those about one stream or question are sent to {@link Addresses#streams} of the shard that has it;
 * those about a session ({@link SessionNews}) to all of them.
 */
public sealed interface StreamMessage {
    /**
     * A client came back for a stream. Replied with {@link Resumed}, or failed when there is none of that session.
     *
     * @param session the session that the client has
     * @param stream the number of the stream
     * @param after the last event that it has seen
     * @param shard where it came in
     * @param carrier names its connection there
     */
    record Resume(String session, long stream, long after, int shard, long carrier) implements StreamMessage {}

    /**
     * The stream goes on at the new place.
     *
     * @param events the text of the events that were missed
     * @param finished whether these were the last ones
     */
    record Resumed(List<Buffer> events, boolean finished) implements StreamMessage {
        public Resumed {
            events = List.copyOf(events);
        }
    }

    /**
     * One more event for a connection at another shard.
     *
     * @param stream the number of the stream
     * @param from the shard that keeps the stream
     * @param carrier names the connection
     * @param text its text, null when the stream is over
     */
    record Event(
            long stream, int from, long carrier, @Nullable Buffer text) implements StreamMessage {}

    /** A connection that carried a stream of another shard is gone. */
    record Lost(long stream, int shard, long carrier) implements StreamMessage {}

    /** A session wants a new stream in place of this one. Replied with whether it is free, because nobody read it. */
    record Yield(String session, long stream) implements StreamMessage {}

    /**
     * A client answered a request of ours that was sent by another shard.
     *
     * @param id the id of the request
     * @param result null when it is an error
     * @param error null when it is a result
     */
    record Response(
            String session,
            String id,
            @Nullable RawJson result,
            @Nullable RawJson error) implements StreamMessage {}

    /** Something about a session that all shards are to know. */
    sealed interface SessionNews extends StreamMessage {
        String session();
    }

    /** The client wants log messages from this level on. */
    record LevelSet(String session, LogLevel level) implements SessionNews {}

    /**
     * The client wants to know when a resource changes, or does not any more.
     *
     * @param provider the provider that reads it
     * @param until when the session ends at the latest, in milliseconds since the epoch
     */
    record SubscriptionSet(String session, String uri, String provider, boolean wanted, long until)
            implements SessionNews {}

    /** The session is over. */
    record SessionEnded(String session) implements SessionNews {}
}
