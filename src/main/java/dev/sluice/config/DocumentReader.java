package dev.sluice.config;

import dev.sluice.config.Written.Form;
import dev.sluice.config.Written.Items;
import dev.sluice.config.Written.Nothing;
import dev.sluice.config.Written.Pairs;
import dev.sluice.config.Written.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Walks the nodes of a file along the tree of keys. Says of every mistake on which line it is. */
final class DocumentReader {
    private final String label;
    private final Problems problems;
    private final boolean builtIn;
    private final ScalarReader scalars;
    private final Map<KeyPath, Written> values = new LinkedHashMap<>();
    private final Map<KeyPath, String> sections = new LinkedHashMap<>();

    /**
     * @param builtIn whether this is the file of defaults, the only one that may speak of {@code *}
     */
    DocumentReader(String label, Expansion expansion, boolean builtIn, Problems problems) {
        this.label = label;
        this.problems = problems;
        this.builtIn = builtIn;
        this.scalars = new ScalarReader(expansion, this::where);
    }

    Document read(Node root) {
        section(root, KeyPath.ROOT, Keys.TREE, label);
        return new Document(label, values, sections);
    }

    private void section(Node node, KeyPath path, KeyTree.Section section, String keyWhere) {
        if (isNothing(node)) {
            sections.put(path, keyWhere);
        } else if (node instanceof MappingNode mapping) {
            sections.put(path, keyWhere);
            Map<String, String> seen = new HashMap<>();
            mapping.getValue().forEach(tuple -> entry(tuple, path, section, seen));
        } else {
            problems.add(
                    path,
                    where(node),
                    "",
                    "is not a section",
                    section.isOpen()
                            ? "it holds names of your own, each with a section"
                            : "its keys are "
                                    + String.join(", ", section.children().keySet()));
        }
    }

    private void entry(NodeTuple tuple, KeyPath path, KeyTree.Section section, Map<String, String> seen) {
        String where = where(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode nameNode)) {
            problems.add(path, where, "", "has a key that is no plain name", "");
            return;
        }
        String name = nameNode.getValue();
        KeyPath inner = path.child(name);
        String earlier = seen.putIfAbsent(name, where);
        if (earlier != null) {
            problems.add(inner, where, "", "stands here a second time, first at " + earlier, "keep one of them");
            return;
        }
        Optional<KeyTree> child = section.child(name);
        if (child.isEmpty()) {
            unknown(inner, section, where);
        } else if (section.isOpen() && !isName(name, section)) {
            problems.add(
                    path,
                    where,
                    ScalarKind.shortened(name),
                    "is not a name",
                    "names look like " + section.names().pattern());
        } else {
            switch (child.get()) {
                case KeyTree.Section deeper -> section(tuple.getValueNode(), inner, deeper, where);
                case Key<?> key -> value(tuple.getValueNode(), inner, key);
            }
        }
    }

    private boolean isName(String name, KeyTree.Section section) {
        return (builtIn && name.equals(KeyPath.ANY))
                || section.names().matcher(name).matches();
    }

    private void unknown(KeyPath path, KeyTree.Section section, String where) {
        String name = path.last();
        if (name.equals("<<")) {
            problems.add(path, where, "", "unknown key", "YAML 1.2 has no merge keys, repeat the values");
            return;
        }
        String mend = Nearest.to(name, section.children().keySet())
                .or(() -> Keys.ALL.stream()
                        .filter(key -> key.path().last().equals(name))
                        .map(key -> key.path().toString())
                        .findFirst())
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() -> "the keys here are "
                        + String.join(", ", section.children().keySet()));
        problems.add(path, where, "", "unknown key", mend);
    }

    private void value(Node node, KeyPath path, Key<?> key) {
        try {
            values.put(path, written(node, key));
        } catch (BadValueException e) {
            problems.add(path, e);
        }
    }

    private Written written(Node node, Key<?> key) throws BadValueException {
        if (isNothing(node)) {
            return nothing(node, key);
        }
        if (key.kind().shape() == Kind.Shape.JSON) {
            return new FreeReader(scalars, true).read(node);
        }
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, key);
            case SequenceNode sequence -> items(sequence);
            case ScalarNode scalar -> optional(scalars.read(scalar), key);
            default -> throw new BadValueException(where(node), "", "cannot be read", "");
        };
    }

    private Written mapping(MappingNode mapping, Key<?> key) throws BadValueException {
        return switch (key.kind().shape()) {
            case SETTINGS -> new FreeReader(scalars, false).read(mapping);
            case PAIRS -> pairs(mapping);
            default -> throw new BadValueException(where(mapping), "", "is a section where a value belongs", "");
        };
    }

    private Pairs pairs(MappingNode mapping) throws BadValueException {
        Map<String, Scalar> pairs = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode nameNode)) {
                throw new BadValueException(where(tuple.getKeyNode()), "", "has a key that is no plain name", "");
            }
            String name = nameNode.getValue();
            try {
                if (pairs.put(name, single(tuple.getValueNode())) != null) {
                    throw new BadValueException(where(nameNode), "", "stands here a second time", "keep one of them");
                }
            } catch (BadValueException e) {
                throw e.within(name);
            }
        }
        return new Pairs(pairs, where(mapping));
    }

    private Scalar single(Node node) throws BadValueException {
        if (node instanceof ScalarNode scalar && !isNothing(scalar)) {
            return scalars.read(scalar);
        }
        throw new BadValueException(where(node), "", "is no single value", "");
    }

    private Items items(SequenceNode sequence) throws BadValueException {
        List<Scalar> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (!(item instanceof ScalarNode scalar) || isNothing(item)) {
                throw new BadValueException(where(item), "", "has an entry that is no single value", "");
            }
            items.add(scalars.read(scalar));
        }
        return new Items(items, where(sequence));
    }

    private Written nothing(Node node, Key<?> key) throws BadValueException {
        if (key.required()) {
            throw new BadValueException(where(node), "", "has no value", "leave the key out to get the default");
        }
        return new Nothing(where(node));
    }

    /** A variable with an empty default, as in {@code ${JWT_SECRET:}}, leaves an optional key without value. */
    private static Written optional(Scalar scalar, Key<?> key) {
        boolean empty = scalar.form() == Form.OPEN && scalar.text().isEmpty() && !key.required();
        return empty ? new Nothing(scalar.where()) : scalar;
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    private String where(Node node) {
        return node.getStartMark()
                .map(mark -> label + ":" + (mark.getLine() + 1))
                .orElse(label);
    }
}
