package dev.sluice.config;

import dev.sluice.config.Written.Form;
import dev.sluice.config.Written.Free;
import dev.sluice.config.Written.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * Reads what only a provider understands into JSON-like values: maps, lists, text, numbers, truth values; nulls where JSON
 * is meant. Aliases are followed, so the values are counted: a few lines could otherwise unfold into billions.
 */
final class FreeReader {
    private static final int MOST_VALUES = 10_000;
    private static final int MOST_DEPTH = YamlText.MOST_DEPTH;

    private final ScalarReader scalars;
    private final ScalarResolver resolver = new CoreYaml().getScalarResolver();
    private final Map<Tag, ConstructNode> constructors = new CoreYaml().getSchemaTagConstructors();
    private final boolean nulls;
    private final Map<List<String>, String> places = new HashMap<>();
    private int values;

    /** Reads one value. */
    FreeReader(ScalarReader scalars, boolean nulls) {
        this.scalars = scalars;
        this.nulls = nulls;
    }

    /** The value; the root must not be null. */
    Free read(Node node) throws BadValueException {
        Object value = Objects.requireNonNull(value(node, List.of()));
        return new Free(value, places, scalars.where(node));
    }

    private Map<String, @Nullable Object> mapping(MappingNode node, List<String> path) throws BadValueException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw bad(tuple.getKeyNode(), "has a key that is no plain name");
            }
            if (map.containsKey(name.getValue())) {
                throw bad(name, "names " + ScalarKind.shortened(name.getValue()) + " twice");
            }
            map.put(name.getValue(), value(tuple.getValueNode(), inner(path, name.getValue(), name)));
        }
        return map;
    }

    private List<String> inner(List<String> path, String name, Node node) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        places.put(longer, scalars.where(node));
        return longer;
    }

    private @Nullable Object value(Node node, List<String> path) throws BadValueException {
        values++;
        if (values > MOST_VALUES || path.size() > MOST_DEPTH) {
            throw bad(node, "unfolds into too many values");
        }
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, path);
            case SequenceNode sequence -> list(sequence, path);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw bad(node, "cannot be read");
        };
    }

    private List<@Nullable Object> list(SequenceNode sequence, List<String> path) throws BadValueException {
        List<@Nullable Object> list = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            list.add(value(item, inner(path, String.valueOf(list.size()), item)));
        }
        return list;
    }

    private @Nullable Object scalar(ScalarNode node) throws BadValueException {
        if (node.getTag().equals(Tag.NULL)) {
            if (nulls) {
                return null;
            }
            throw bad(node, "holds an empty value");
        }
        Scalar scalar = scalars.read(node);
        Tag tag = scalar.form() == Form.OPEN && node.isPlain() ? resolver.resolve(scalar.text(), true) : node.getTag();
        if (tag.equals(Tag.STR) || tag.equals(Tag.NULL) || scalar.form() == Form.TEXT) {
            return scalar.text();
        }
        ConstructNode constructor = constructors.get(tag);
        Object value = constructor == null
                ? null
                : constructor.construct(new ScalarNode(tag, scalar.text(), node.getScalarStyle()));
        return value == null ? scalar.text() : value;
    }

    private BadValueException bad(Node node, String rule) {
        return new BadValueException(scalars.where(node), "", rule, "");
    }
}
