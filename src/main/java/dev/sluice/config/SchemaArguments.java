package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which arguments a JSON Schema knows, as far as that can be told without evaluating it. */
final class SchemaArguments {
    /** Keywords that may bring in properties from elsewhere. */
    private static final Set<String> OPEN = Set.of(
            "$ref",
            "$dynamicRef",
            "allOf",
            "anyOf",
            "oneOf",
            "if",
            "then",
            "else",
            "dependentSchemas",
            "patternProperties");

    private final Map<?, ?> schema;

    SchemaArguments(Map<?, ?> schema) {
        this.schema = schema;
    }

    /** The arguments that it names at its root. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.keySet().forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    /** Whether a caller must give the argument, or it has a default. */
    boolean isSure(String name) {
        boolean required = schema.get("required") instanceof List<?> list && list.contains(name);
        boolean fallback = schema.get("properties") instanceof Map<?, ?> properties
                && properties.get(name) instanceof Map<?, ?> property
                && property.containsKey("default");
        return required || fallback || isOpen(schema);
    }

    /** What is wrong with {@code a.b}, a member of an argument, or with a whole argument; empty when it may be right. */
    Optional<String> complaint(String dotted) {
        Map<?, ?> current = schema;
        String seen = "input";
        boolean root = true;
        for (String name : dotted.split("\\.", -1)) {
            if (isOpen(current) || !(current.get("properties") instanceof Map<?, ?> properties)) {
                return root && !isOpen(current)
                        ? Optional.of("names an argument, and input has none")
                        : Optional.empty();
            }
            if (!properties.containsKey(name)) {
                return Optional.of("names " + name + ", which " + seen + " does not have");
            }
            if (!(properties.get(name) instanceof Map<?, ?> inner)) {
                return Optional.empty();
            }
            current = inner;
            seen = name;
            root = false;
        }
        return Optional.empty();
    }

    private static boolean isOpen(Map<?, ?> schema) {
        return OPEN.stream().anyMatch(schema::containsKey);
    }
}
