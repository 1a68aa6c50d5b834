package dev.sluice.provider.rest;

import dev.sluice.mcp.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** One parameter of a query. Writes nothing when its argument is not given. */
sealed interface QueryPart {
    /** The name that it has in the query. */
    String name();

    /** Adds {@code name=value} as often as there are values. */
    void write(Arguments arguments, StringJoiner query) throws BadArgumentException;

    /** A parameter of the configuration: a text, or one argument, whose elements are repeated when it is an array. */
    record Written(String name, TextTemplate template) implements QueryPart {
        @Override
        public void write(Arguments arguments, StringJoiner query) throws BadArgumentException {
            TextTemplate.Piece single = template.single();
            if (single == null) {
                String text = template.text(arguments);
                if (text != null) {
                    query.add(pair(name, name, text));
                }
                return;
            }
            RawJson value = arguments.get(single.path());
            if (value != null && !value.isNull()) {
                for (String item : Values.items(single.text(), value)) {
                    query.add(pair(single.text(), name, item));
                }
            }
        }
    }

    /** How OpenAPI writes arrays and objects. */
    enum Style {
        FORM(","),
        SPACE_DELIMITED("%20"),
        PIPE_DELIMITED("%7C"),
        DEEP_OBJECT(","),
        /** A parameter with {@code content}: JSON. */
        JSON(",");

        private final String separator;

        Style(String separator) {
            this.separator = separator;
        }
    }

    /**
     * A parameter of an OpenAPI document.
     *
     * @param argument the name of the argument
     * @param taken names of the other parameters of the query, which members of an object cannot replace
     */
    record Described(String name, String argument, Style style, boolean explode, Set<String> taken)
            implements QueryPart {
        @Override
        public void write(Arguments arguments, StringJoiner query) throws BadArgumentException {
            RawJson value = arguments.get(List.of(argument));
            if (value == null || value.isNull()) {
                return;
            }
            if (style == Style.JSON) {
                query.add(pair(argument, name, value.toString()));
            } else if (value.isObject()) {
                writeObject(Values.members(argument, value), query);
            } else {
                writeItems(Values.items(argument, value), query);
            }
        }

        private void writeItems(List<String> items, StringJoiner query) throws BadArgumentException {
            if (explode) {
                for (String item : items) {
                    query.add(pair(argument, name, item));
                }
            } else if (!items.isEmpty()) {
                StringJoiner joined = new StringJoiner(style.separator);
                for (String item : items) {
                    joined.add(Encoding.strict(argument, item));
                }
                query.add(Encoding.strict(argument, name) + '=' + joined);
            }
        }

        private void writeObject(Map<String, String> members, StringJoiner query) throws BadArgumentException {
            StringJoiner joined = new StringJoiner(style.separator);
            for (Map.Entry<String, String> member : members.entrySet()) {
                String key = member.getKey();
                if (style == Style.DEEP_OBJECT) {
                    query.add(pair(argument, name + '[' + key + ']', member.getValue()));
                } else if (!explode) {
                    joined.add(Encoding.strict(argument, key)
                            + style.separator
                            + Encoding.strict(argument, member.getValue()));
                } else if (taken.contains(key)) {
                    throw new BadArgumentException(
                            "\"" + argument + "\" must not hold \"" + key + "\", which is another parameter.");
                } else {
                    query.add(pair(argument, key, member.getValue()));
                }
            }
            if (joined.length() > 0) {
                query.add(Encoding.strict(argument, name) + '=' + joined);
            }
        }
    }

    private static String pair(String argument, String name, String value) throws BadArgumentException {
        return Encoding.strict(argument, name) + '=' + Encoding.strict(argument, value);
    }
}
