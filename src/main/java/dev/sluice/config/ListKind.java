package dev.sluice.config;

import dev.sluice.config.BadValueException.Fault;
import dev.sluice.config.Written.Form;
import dev.sluice.config.Written.Items;
import dev.sluice.config.Written.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several values of one kind: a YAML list, or text with commas where it comes from the environment.
 *
 * @param most values at most
 */
record ListKind<T>(Kind<T> item, int most) implements Kind<List<T>> {
    @Override
    public List<T> read(Written written) throws BadValueException {
        List<Scalar> scalars = scalars(written);
        if (scalars.size() > most) {
            throw new BadValueException(written.where(), scalars.size() + " values", "are more than " + most, "");
        }
        List<T> values = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (Scalar scalar : scalars) {
            try {
                values.add(item.read(scalar));
            } catch (BadValueException e) {
                faults.addAll(e.faults());
            }
        }
        if (!faults.isEmpty()) {
            throw new BadValueException(faults);
        }
        return List.copyOf(values);
    }

    private static List<Scalar> scalars(Written written) throws BadValueException {
        if (written instanceof Items items) {
            return items.items();
        }
        if (written instanceof Scalar scalar && scalar.form() == Form.OPEN) {
            return split(scalar);
        }
        throw new BadValueException(written.where(), "", "is not a list", "write it as [first, second]");
    }

    private static List<Scalar> split(Scalar scalar) {
        return Arrays.stream(scalar.text().split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(part -> new Scalar(part, Form.OPEN, scalar.where()))
                .toList();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("maxItems", most);
        schema.put("items", ConfigSchema.orExpansion(item.schema()));
        return schema;
    }
}
