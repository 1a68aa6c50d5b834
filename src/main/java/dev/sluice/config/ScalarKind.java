package dev.sluice.config;

import dev.sluice.config.Written.Form;
import dev.sluice.config.Written.Scalar;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A single value.
 *
 * @param form how YAML must see it, unless it comes from the environment
 * @param parser throws {@link IllegalArgumentException} whose message is the broken rule
 * @param mend how to write it properly
 * @param shown how a message may show it
 */
record ScalarKind<T>(
        Form form, Function<String, T> parser, String mend, UnaryOperator<String> shown, Map<String, Object> schema)
        implements Kind<T> {
    private static final int LONGEST_SHOWN = 80;

    ScalarKind(Form form, Function<String, T> parser, String mend, Map<String, Object> schema) {
        this(form, parser, mend, ScalarKind::shortened, schema);
    }

    /** The same kind, whose values never appear in a message. */
    ScalarKind<T> masked(UnaryOperator<String> mask) {
        return new ScalarKind<>(form, parser, mend, mask, schema);
    }

    @Override
    public T read(Written written) throws BadValueException {
        if (!(written instanceof Scalar scalar)) {
            throw new BadValueException(written.where(), "", "is a list or a section where one value belongs", mend);
        }
        T value;
        try {
            value = parser.apply(scalar.text());
        } catch (IllegalArgumentException e) {
            throw new BadValueException(
                    scalar.where(), shown.apply(scalar.text()), String.valueOf(e.getMessage()), mend);
        }
        if (scalar.form() != form && scalar.form() != Form.OPEN) {
            throw new BadValueException(
                    scalar.where(),
                    shown.apply(scalar.text()),
                    "is " + scalar.form().noun() + ", not " + form.noun(),
                    form == Form.TEXT ? "put it in quotes" : "write it without quotes");
        }
        return value;
    }

    /** Text that fits on a line of a message. */
    static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        if (line.isEmpty()) {
            return "\"\"";
        }
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}
