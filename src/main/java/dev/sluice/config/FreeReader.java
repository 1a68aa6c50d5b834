package dev.sluice.config;

import dev.sluice.config.Written.Form;
import dev.sluice.config.Written.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * Reads what only a provider understands into JSON-like values: maps, lists, text, numbers, truth values. No nulls.
 * Aliases are followed, so the values are counted: a few lines could otherwise unfold into billions.
 */
final class FreeReader {
    private static final int MOST_VALUES = 10_000;
    private static final int MOST_DEPTH = YamlText.MOST_DEPTH;

    private final ScalarReader scalars;
    private final ScalarResolver resolver = new CoreYaml().getScalarResolver();
    private final Map<Tag, ConstructNode> constructors = new CoreYaml().getSchemaTagConstructors();
    private int values;

    FreeReader(ScalarReader scalars) {
        this.scalars = scalars;
    }

    Map<String, Object> mapping(MappingNode node) throws BadValueException {
        return mapping(node, 0);
    }

    private Map<String, Object> mapping(MappingNode node, int depth) throws BadValueException {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw bad(tuple.getKeyNode(), "has a key that is no plain name");
            }
            if (map.put(name.getValue(), value(tuple.getValueNode(), depth + 1)) != null) {
                throw bad(name, "names " + ScalarKind.shortened(name.getValue()) + " twice");
            }
        }
        return map;
    }

    private Object value(Node node, int depth) throws BadValueException {
        values++;
        if (values > MOST_VALUES || depth > MOST_DEPTH) {
            throw bad(node, "unfolds into too many values");
        }
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, depth);
            case SequenceNode sequence -> list(sequence, depth);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw bad(node, "cannot be read");
        };
    }

    private List<Object> list(SequenceNode sequence, int depth) throws BadValueException {
        List<Object> list = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            list.add(value(item, depth + 1));
        }
        return list;
    }

    private Object scalar(ScalarNode node) throws BadValueException {
        if (node.getTag().equals(Tag.NULL)) {
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
