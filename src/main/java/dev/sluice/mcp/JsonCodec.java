package dev.sluice.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The one Jackson set-up: bounded depth, no duplicate members, exact decimals. */
public final class JsonCodec {
    /** Deepest nesting accepted in any message. */
    public static final int MAX_DEPTH = 100;

    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // JSON on the wire is UTF-8 (RFC 8259, 8.1); guessing UTF-16 would lose the byte offsets of members.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(64 * 1024 * 1024)
                    .maxNumberLength(1_000)
                    .maxNameLength(50_000)
                    .build())
            .build();

    /** Shared and thread-safe. Trees keep exact decimals. */
    public static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonCodec() {}

    /** {@code text} as a JSON string with its quotes; half a surrogate pair, which UTF-8 cannot hold, is escaped. */
    public static String quote(String text) {
        String quoted = '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
        for (int i = 0; i < quoted.length(); i++) {
            if (Character.isSurrogate(quoted.charAt(i))) {
                return escapeLoneSurrogates(quoted);
            }
        }
        return quoted;
    }

    private static String escapeLoneSurrogates(String quoted) {
        StringBuilder out = new StringBuilder(quoted.length() + 16);
        quoted.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.append("\\u").append(Integer.toHexString(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
