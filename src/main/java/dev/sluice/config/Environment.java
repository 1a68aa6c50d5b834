package dev.sluice.config;

import dev.sluice.config.Key.Variable;
import dev.sluice.config.Written.Form;
import dev.sluice.config.Written.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Environment variables that override the file. An empty one counts as not set. */
final class Environment {
    private final Map<String, String> env;

    Environment(Map<String, String> env) {
        this.env = env;
    }

    /** What the variables say, by path; a variable with a bad value is said to be a problem and left out. */
    Map<KeyPath, Written> overrides(Problems problems) {
        Map<KeyPath, Written> overrides = new LinkedHashMap<>();
        Keys.ALL.forEach(key -> override(key, overrides, problems));
        return overrides;
    }

    private <T> void override(Key<T> key, Map<KeyPath, Written> overrides, Problems problems) {
        List<Variable<T>> set =
                key.variables().stream().filter(v -> isSet(v.name())).toList();
        if (set.isEmpty()) {
            return;
        }
        Variable<T> first = set.getFirst();
        if (set.stream().anyMatch(other -> !value(other.name()).equals(value(first.name())))) {
            problems.add(
                    key.path(),
                    "env " + set.getLast().name(),
                    "",
                    "says something else than " + first.name(),
                    "set one of them");
            return;
        }
        Scalar scalar = new Scalar(value(first.name()), Form.OPEN, "env " + first.name());
        try {
            first.kind().read(scalar);
            overrides.put(key.path(), new Scalar(scalar.text() + first.unit(), Form.OPEN, scalar.where()));
        } catch (BadValueException e) {
            problems.add(key.path(), e);
        }
    }

    /** One line for each variable that is known but that nothing reads yet. */
    List<String> warnings() {
        return Keys.LATER_VARIABLES.stream()
                .filter(this::isSet)
                .sorted()
                .map(name -> "env " + name + ": is not used yet")
                .toList();
    }

    private boolean isSet(String name) {
        return !value(name).isEmpty();
    }

    private String value(String name) {
        return env.getOrDefault(name, "");
    }
}
