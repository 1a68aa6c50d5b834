package dev.sluice.config;

import dev.sluice.config.BadValueException.Fault;
import dev.sluice.config.Written.Pairs;
import dev.sluice.config.Written.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A mapping of names of the user's own to values of one kind, in the order of the file.
 *
 * @param name what names look like; must mean the same in Java and in a JSON Schema
 * @param value what values are
 * @param most entries at most
 */
record MapKind<T>(Pattern name, Kind<T> value, int most) implements Kind<Map<String, T>> {
    @Override
    public Map<String, T> read(Written written) throws BadValueException {
        if (!(written instanceof Pairs pairs)) {
            throw new BadValueException(written.where(), "", "is not a section", "write it as {name: value}");
        }
        if (pairs.pairs().size() > most) {
            throw new BadValueException(
                    written.where(), pairs.pairs().size() + " entries", "are more than " + most, "");
        }
        Map<String, T> values = new LinkedHashMap<>();
        List<Fault> faults = new ArrayList<>();
        for (Map.Entry<String, Scalar> pair : pairs.pairs().entrySet()) {
            try {
                values.put(named(pair.getKey(), pair.getValue()), value.read(pair.getValue()));
            } catch (BadValueException e) {
                faults.addAll(e.within(pair.getKey()).faults());
            }
        }
        if (!faults.isEmpty()) {
            throw new BadValueException(faults);
        }
        return values;
    }

    private String named(String text, Scalar scalar) throws BadValueException {
        if (!name.matcher(text).matches()) {
            throw new BadValueException(
                    scalar.where(), "", "is no name that may stand here", "names look like " + name.pattern());
        }
        return text;
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("maxProperties", most);
        schema.put("propertyNames", Map.of("pattern", "^(?:" + name.pattern() + ")$"));
        schema.put("additionalProperties", ConfigSchema.orExpansion(value.schema()));
        return schema;
    }

    @Override
    public Shape shape() {
        return Shape.PAIRS;
    }
}
