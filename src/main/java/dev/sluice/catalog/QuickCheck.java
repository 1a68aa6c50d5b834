package dev.sluice.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the bytes of some arguments for schemas of the plain kind that most tools have. Says "fits" only when
 * that is certain; everything else is left to {@link FullCheck}. Thread-safe.
 */
final class QuickCheck {
    private static final JsonFactory FACTORY = JsonCodec.MAPPER.getFactory();

    private final QuickRule root;

    private QuickCheck(QuickRule root) {
        this.root = root;
    }

    /** The check for a schema, null when the schema is not of the plain kind. */
    static @Nullable QuickCheck compile(JsonNode schema) {
        QuickRule root = QuickCompiler.compile(schema);
        return root == null ? null : new QuickCheck(root);
    }

    /** Whether the arguments certainly fit. */
    boolean fits(RawJson arguments) {
        try (JsonParser parser = FACTORY.createParser(arguments.toBytes())) {
            JsonToken first = parser.nextToken();
            return first != null && root.fits(parser, first) && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
