package dev.sluice.provider.rest;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON of the configuration in which texts may stand for arguments. An argument goes in as it was spelled; what has none is
 * left out with the member that it belongs to. Immutable.
 */
sealed interface BodyTemplate {
    /** Appends the value; false, with nothing appended, when an argument of it is not given. */
    boolean write(Arguments arguments, Buffer out) throws BadArgumentException;

    /** Adds the names of arguments that it needs. */
    void names(List<String> names);

    /** What the configuration says, as maps, lists and plain values. */
    static BodyTemplate of(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, BodyTemplate> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(String.valueOf(name), of(member)));
                yield new Members(members);
            }
            case List<?> list ->
                new Elements(list.stream().map(element -> of(element)).toList());
            case String text -> new Text(TextTemplate.of(text));
            case null -> new Fixed(RawJson.NULL);
            default ->
                new Fixed(RawJson.of(JsonCodec.MAPPER.<com.fasterxml.jackson.databind.JsonNode>valueToTree(value)));
        };
    }

    /** One argument, whole. */
    static BodyTemplate argument(String name) {
        return new Whole(name);
    }

    /** The JSON; null when there is none. */
    default @Nullable Buffer write(Arguments arguments) throws BadArgumentException {
        Buffer out = Buffer.buffer();
        return write(arguments, out) ? out : null;
    }

    /** Always the same. */
    record Fixed(RawJson json) implements BodyTemplate {
        @Override
        public boolean write(Arguments arguments, Buffer out) {
            json.appendTo(out);
            return true;
        }

        @Override
        public void names(List<String> names) {}
    }

    /** An argument by its plain name. */
    record Whole(String name) implements BodyTemplate {
        @Override
        public boolean write(Arguments arguments, Buffer out) throws BadArgumentException {
            RawJson value = arguments.get(List.of(name));
            if (value != null) {
                value.appendTo(out);
            }
            return value != null;
        }

        @Override
        public void names(List<String> names) {
            names.add(name);
        }
    }

    /** A text, or an argument with its type. */
    record Text(TextTemplate template) implements BodyTemplate {
        @Override
        public boolean write(Arguments arguments, Buffer out) throws BadArgumentException {
            TextTemplate.Piece single = template.single();
            String text = single == null ? template.text(arguments) : null;
            RawJson value = single == null ? null : arguments.get(single.path());
            if (text != null) {
                out.appendString(JsonCodec.quote(text));
            } else if (value != null) {
                value.appendTo(out);
            }
            return text != null || value != null;
        }

        @Override
        public void names(List<String> names) {
            names.addAll(template.names());
        }
    }

    /** An object. */
    record Members(Map<String, BodyTemplate> members) implements BodyTemplate {
        @Override
        public boolean write(Arguments arguments, Buffer out) throws BadArgumentException {
            out.appendByte((byte) '{');
            String separator = "";
            for (Map.Entry<String, BodyTemplate> member : members.entrySet()) {
                Buffer value = member.getValue().write(arguments);
                if (value != null) {
                    out.appendString(separator + JsonCodec.quote(member.getKey()) + ':')
                            .appendBuffer(value);
                    separator = ",";
                }
            }
            out.appendByte((byte) '}');
            return true;
        }

        @Override
        public void names(List<String> names) {
            members.values().forEach(member -> member.names(names));
        }
    }

    /** An array. */
    record Elements(List<BodyTemplate> elements) implements BodyTemplate {
        @Override
        public boolean write(Arguments arguments, Buffer out) throws BadArgumentException {
            List<Buffer> values = new ArrayList<>();
            for (BodyTemplate element : elements) {
                Buffer value = element.write(arguments);
                if (value != null) {
                    values.add(value);
                }
            }
            out.appendByte((byte) '[');
            for (int i = 0; i < values.size(); i++) {
                out.appendString(i == 0 ? "" : ",").appendBuffer(values.get(i));
            }
            out.appendByte((byte) ']');
            return true;
        }

        @Override
        public void names(List<String> names) {
            elements.forEach(element -> element.names(names));
        }
    }
}
