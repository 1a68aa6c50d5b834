package dev.sluice.config;

import dev.sluice.config.Written.Form;
import dev.sluice.config.Written.Scalar;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one scalar: its form by the rules of YAML, its text with the environment put in. */
final class ScalarReader {
    /** The library gives text that is nothing but an expansion a tag of its own; for us it is text. */
    private static final Map<Tag, Form> FORMS = Map.of(
            Tag.STR,
            Form.TEXT,
            Tag.ENV_TAG,
            Form.TEXT,
            Tag.INT,
            Form.INTEGER,
            Tag.FLOAT,
            Form.DECIMAL,
            Tag.BOOL,
            Form.TRUTH);

    private final Expansion expansion;
    private final Function<Node, String> where;

    ScalarReader(Expansion expansion, Function<Node, String> where) {
        this.expansion = expansion;
        this.where = where;
    }

    /** Reads a scalar that is not null. */
    Scalar read(ScalarNode node) throws BadValueException {
        Form form = FORMS.get(node.getTag());
        if (form == null) {
            throw new BadValueException(where(node), "", "has a tag", "leave out the tag that starts with !");
        }
        if (!Expansion.isIn(node.getValue())) {
            return new Scalar(node.getValue(), form, where(node));
        }
        return new Scalar(expansion.expand(node.getValue(), where(node)), Form.OPEN, where(node));
    }

    String where(Node node) {
        return where.apply(node);
    }
}
