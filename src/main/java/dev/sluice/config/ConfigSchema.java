package dev.sluice.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says in JSON Schema (2020-12) what the keys say, for editors. The file beside the defaults is this text. */
final class ConfigSchema {
    private static final Map<String, Object> EXPANSION = Map.of("$ref", "#/$defs/expansion");
    private static final Map<String, Object> NOTHING = Map.of("type", "null");

    private final Map<KeyPath, Written> defaults;

    private ConfigSchema(Map<KeyPath, Written> defaults) {
        this.defaults = defaults;
    }

    /** The schema, indented, with a line feed at the end. */
    static String json() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Configuration of Sluice");
        schema.put(
                "$defs",
                Map.of(
                        "expansion",
                        ordered(
                                "description", "text with ${NAME} or ${NAME:default} from the environment",
                                "type", "string",
                                "pattern", Expansion.PATTERN)));
        schema.putAll(new ConfigSchema(ConfigLoader.defaults().values()).section(Keys.TREE));
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        try {
            return new ObjectMapper()
                            .writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(indenter)
                                    .withArrayIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter()))
                            .writeValueAsString(schema)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema cannot be written", e);
        }
    }

    /** Either the thing itself or text that the environment completes. */
    static Map<String, Object> orExpansion(Map<String, Object> schema) {
        return Map.of("anyOf", List.of(new TreeMap<>(schema), EXPANSION));
    }

    private Map<String, Object> section(KeyTree.Section section) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", List.of("object", "null"));
        KeyTree any = section.children().get(KeyPath.ANY);
        if (any == null) {
            Map<String, Object> properties = new LinkedHashMap<>();
            section.children().forEach((name, child) -> properties.put(name, schema(child)));
            schema.put("properties", properties);
            schema.put("additionalProperties", false);
        } else {
            schema.put("propertyNames", Map.of("pattern", "^" + section.names().pattern() + "$"));
            schema.put("additionalProperties", schema(any));
        }
        return schema;
    }

    private Map<String, Object> schema(KeyTree tree) {
        return switch (tree) {
            case KeyTree.Section section -> section(section);
            case Key<?> key -> key(key);
        };
    }

    private Map<String, Object> key(Key<?> key) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", described(key));
        Map<String, Object> own = new TreeMap<>(key.kind().schema());
        if (key.kind().shape() != Kind.Shape.VALUES) {
            schema.putAll(key.required() ? own : Map.of("anyOf", List.of(own, NOTHING)));
        } else if (key.required()) {
            schema.putAll(orExpansion(own));
        } else {
            schema.put("anyOf", List.of(own, EXPANSION, NOTHING));
        }
        Written written = defaults.get(key.path());
        if (written != null) {
            written(written, schema);
        }
        return schema;
    }

    private static String described(Key<?> key) {
        List<String> names = key.variables().stream().map(Key.Variable::name).toList();
        return key.says() + (names.isEmpty() ? "" : " (environment: " + String.join(", ", names) + ")");
    }

    private static void written(Written written, Map<String, Object> schema) {
        switch (written) {
            case Written.Scalar scalar -> schema.put("default", value(scalar));
            case Written.Items items ->
                schema.put(
                        "default",
                        items.items().stream().map(ConfigSchema::value).toList());
            case Written.Free free -> schema.put("default", free.value());
            case Written.Pairs pairs -> {
                Map<String, Object> values = new LinkedHashMap<>();
                pairs.pairs().forEach((name, scalar) -> values.put(name, value(scalar)));
                schema.put("default", values);
            }
            case Written.Nothing ignored -> {}
        }
    }

    private static Object value(Written.Scalar scalar) {
        return switch (scalar.form()) {
            case INTEGER -> Long.valueOf(scalar.text());
            case TRUTH -> Boolean.valueOf(scalar.text());
            default -> scalar.text();
        };
    }

    private static Map<String, Object> ordered(String... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
