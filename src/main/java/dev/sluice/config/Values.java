package dev.sluice.config;

import dev.sluice.config.Written.Nothing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values from defaults, file and environment, laid over each other and already found good.
 *
 * @param written by path
 * @param sections paths of the mappings that were written, empty ones too
 * @param chosen the names that each {@code *} stands for, from outside in
 */
record Values(Map<KeyPath, Written> written, Set<KeyPath> sections, List<String> chosen) {
    Values(Map<KeyPath, Written> written, Set<KeyPath> sections) {
        this(written, sections, List.of());
    }

    /** The same values as one provider or tool sees them, or one of its tools. */
    Values named(String name) {
        List<String> longer = new ArrayList<>(chosen);
        longer.add(name);
        return new Values(written, sections, longer);
    }

    /** The value of a key that always has one. */
    <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no default for " + key.path()));
    }

    /** The value of a key, if it has one: its own, else what holds for every name. */
    <T> Optional<T> find(Key<T> key) {
        Written value = written.get(key.path().named(chosen));
        if (value == null) {
            value = written.get(key.path());
        }
        if (value == null || value instanceof Nothing) {
            return Optional.empty();
        }
        try {
            return Optional.of(key.kind().read(value));
        } catch (BadValueException e) {
            throw new IllegalStateException(key.path() + " was not checked", e);
        }
    }

    /** Whether anything in that section has a value. */
    boolean has(KeyPath section) {
        return written.entrySet().stream()
                .anyMatch(entry -> entry.getKey().startsWith(section) && !(entry.getValue() instanceof Nothing));
    }

    /** The names that the user chose in that section, in the order of the file. */
    Set<String> names(KeyPath section) {
        return sections.stream()
                .filter(path -> path.names().size() == section.names().size() + 1 && path.startsWith(section))
                .map(KeyPath::last)
                .filter(found -> !found.equals(KeyPath.ANY))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
