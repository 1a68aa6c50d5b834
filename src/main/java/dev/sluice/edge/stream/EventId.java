package dev.sluice.edge.stream;

import org.jspecify.annotations.Nullable;

/**
 * Names one event of a resumable stream, and says where the stream is kept. It opens nothing: a stream is only continued
 * for the session that it belongs to.
 *
 * @param shard the shard that keeps the stream
 * @param stream counts the streams of that shard
 * @param sequence counts the events of that stream, from 1
 */
public record EventId(int shard, long stream, long sequence) {
    private static final int MAX_LENGTH = 48;

    /** The id as {@code <shard>-<stream>-<sequence>}. */
    String text() {
        return Integer.toString(shard) + '-' + Long.toString(stream, 36) + '-' + Long.toString(sequence, 36);
    }

    /** The id of this text, null when it is none of ours. */
    public static @Nullable EventId of(String text) {
        String[] parts = text.length() > MAX_LENGTH ? new String[0] : text.split("-", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            EventId id =
                    new EventId(Integer.parseInt(parts[0]), Long.parseLong(parts[1], 36), Long.parseLong(parts[2], 36));
            return id.text().equals(text) ? id : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
