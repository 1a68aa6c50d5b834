package dev.sluice.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys as they nest in the file. */
sealed interface KeyTree permits Key, KeyTree.Section {
    /** What names of providers and endpoints look like. */
    Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** All keys, nested. */
    static Section of(List<Key<?>> keys) {
        Section root = new Section(KeyPath.ROOT, new LinkedHashMap<>());
        keys.forEach(key -> root.place(key.path().names(), key));
        return root;
    }

    /**
     * A mapping.
     *
     * @param path from the root, with {@code *} for names that the user chooses
     * @param children by name; a single {@code *} when the user chooses the names
     */
    record Section(KeyPath path, Map<String, KeyTree> children) implements KeyTree {
        private static final Map<String, Pattern> NAMES = Map.of(
                "providers", PROVIDER,
                "upstreams", PROVIDER,
                "rest", PROVIDER,
                "servers", PROVIDER,
                "rest.*.tools", Pattern.compile("[A-Za-z0-9_.-]{1,128}"),
                "tools", Pattern.compile("[A-Za-z0-9_./-]{1,128}"));

        /** What stands at that name, which must be well-formed where the user chooses it. */
        Optional<KeyTree> child(String name) {
            return isOpen() ? Optional.ofNullable(children.get(KeyPath.ANY)) : Optional.ofNullable(children.get(name));
        }

        /** Whether the user chooses the names here. */
        boolean isOpen() {
            return children.containsKey(KeyPath.ANY);
        }

        /** What names look like where the user chooses them. */
        Pattern names() {
            return NAMES.getOrDefault(path.toString(), Pattern.compile(".{1,128}"));
        }

        private void place(List<String> names, Key<?> key) {
            String first = names.getFirst();
            if (names.size() == 1) {
                children.put(first, key);
                return;
            }
            KeyTree inner =
                    children.computeIfAbsent(first, name -> new Section(path.child(name), new LinkedHashMap<>()));
            if (!(inner instanceof Section section)) {
                throw new IllegalStateException(key.path() + " lies inside of a key");
            }
            section.place(names.subList(1, names.size()), key);
        }
    }
}
