package dev.sluice.edge.skill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One file of a skill (SkillResource, SEP-2640).
 *
 * @param uri its URI
 * @param digest SHA-256 of its bytes in lower-case hexadecimal
 * @param size its bytes
 * @param text what is in it, null when it is not text
 */
public record SkillFile(
        String uri, String digest, long size, @Nullable String text) {
    /**
     * Makes a file of what {@code resources/read} gave. Takes time in proportion to its size: not for an event loop.
     *
     * @param result the result object of {@code resources/read}
     * @throws InvalidSkillException when the file is not in it
     */
    public static SkillFile of(String uri, RawJson result) throws InvalidSkillException {
        JsonNode content = content(uri, result);
        String text = content.path("text").textValue();
        String blob = content.path("blob").textValue();
        if (text != null) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new SkillFile(uri, sha256(bytes), bytes.length, text);
        }
        if (blob != null) {
            try {
                byte[] bytes = Base64.getDecoder().decode(blob);
                return new SkillFile(uri, sha256(bytes), bytes.length, null);
            } catch (IllegalArgumentException e) {
                throw new InvalidSkillException(uri + " is not in Base64.");
            }
        }
        throw new InvalidSkillException(uri + " has no contents.");
    }

    /** The same file without what is in it. */
    public SkillFile withoutText() {
        return new SkillFile(uri, digest, size, null);
    }

    /** {@code {"uri","digest","size"}} */
    public String toJson() {
        return "{\"uri\":" + JsonCodec.quote(uri) + ",\"digest\":\"sha256:" + digest + "\",\"size\":" + size + '}';
    }

    private static JsonNode content(String uri, RawJson result) throws InvalidSkillException {
        JsonNode contents;
        try {
            contents = result.tree().path("contents");
        } catch (UncheckedIOException e) {
            throw new InvalidSkillException(uri + " could not be understood.");
        }
        for (JsonNode content : contents) {
            if (uri.equals(content.path("uri").textValue())) {
                return content;
            }
        }
        throw new InvalidSkillException(uri + " is not among its own contents.");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
