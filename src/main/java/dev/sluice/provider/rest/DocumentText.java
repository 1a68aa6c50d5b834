package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.RawJson;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The text of an OpenAPI document, JSON or YAML, as a tree. Within bounds: bytes, depth, values, aliases. */
final class DocumentText {
    static final int MAX_BYTES = 8 * 1024 * 1024;
    static final int MAX_DEPTH = 100;
    static final int MAX_VALUES = 1_000_000;
    static final int MAX_ALIASES = 100;

    private int values;

    private DocumentText() {}

    /** @throws RestSetupException when it is neither, or beyond a bound */
    static JsonNode parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new RestSetupException("the document is larger than " + MAX_BYTES + " bytes");
        }
        String text = decoded(bytes);
        return text.stripLeading().startsWith("{") ? json(text) : new DocumentText().yaml(text);
    }

    private static String decoded(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new RestSetupException("the document is not text in UTF-8");
        }
    }

    private static JsonNode json(String text) {
        try {
            return RawJson.of(text).tree();
        } catch (UncheckedIOException e) {
            throw new RestSetupException("the document is not JSON that can be read");
        }
    }

    private JsonNode yaml(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("document")
                .setSchema(new PlainYaml())
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        try {
            requireFlat(settings, text);
            return tree(new Load(settings).loadFromString(text), 0);
        } catch (YamlEngineException e) {
            throw new RestSetupException("the document is neither JSON nor YAML that can be read");
        }
    }

    /** Looks at the flat stream of events first: values are made by recursion, which deep nesting would overflow. */
    private static void requireFlat(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                throw new RestSetupException("the document nests deeper than " + MAX_DEPTH + " levels");
            }
        }
    }

    private JsonNode tree(@Nullable Object value, int depth) {
        // Aliases may stand for the same value many times, or for one around themselves.
        if (++values > MAX_VALUES || depth > MAX_DEPTH) {
            throw new RestSetupException("the document holds too many values");
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> nodes.nullNode();
            case Boolean truth -> nodes.booleanNode(truth);
            case Integer number -> nodes.numberNode(number);
            case Long number -> nodes.numberNode(number);
            case BigInteger number -> nodes.numberNode(number);
            case Double number ->
                Double.isFinite(number) ? nodes.numberNode(number) : nodes.textNode(number.toString());
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode();
                for (Object element : list) {
                    array.add(tree(element, depth + 1));
                }
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    object.set(String.valueOf(member.getKey()), tree(member.getValue(), depth + 1));
                }
                yield object;
            }
            default -> nodes.textNode(String.valueOf(value));
        };
    }
}
