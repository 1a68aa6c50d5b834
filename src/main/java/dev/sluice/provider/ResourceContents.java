package dev.sluice.provider;

import java.time.Duration;
import java.util.List;

/**
 * What a resource holds.
 *
 * @param contents one or more parts, as a rule one
 * @param ttl how long a client may keep it; {@link Duration#ZERO} when it should ask again
 * @param shared whether it is the same for every caller
 */
public record ResourceContents(List<Part> contents, Duration ttl, boolean shared) implements Reply {
    /** One part: text or bytes under a URI. */
    public sealed interface Part {
        /** Text. */
        record Text(String uri, String mimeType, String text) implements Part {}

        /** Bytes; the array must not be changed afterwards. */
        @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
        record Blob(String uri, String mimeType, byte[] bytes) implements Part {}
    }

    public ResourceContents {
        contents = List.copyOf(contents);
        if (contents.isEmpty()) {
            throw new IllegalArgumentException(
                    "a resource has at least one part; a missing one is a ResourceNotFoundException");
        }
    }

    /** One text that may not be kept. */
    public static ResourceContents text(String uri, String mimeType, String text) {
        return new ResourceContents(List.of(new Part.Text(uri, mimeType, text)), Duration.ZERO, false);
    }

    /** Some bytes that may not be kept. */
    public static ResourceContents bytes(String uri, String mimeType, byte[] bytes) {
        return new ResourceContents(List.of(new Part.Blob(uri, mimeType, bytes)), Duration.ZERO, false);
    }

    /** The same contents, which a client may keep this long. */
    public ResourceContents keptFor(Duration newTtl, boolean newShared) {
        return new ResourceContents(contents, newTtl, newShared);
    }
}
