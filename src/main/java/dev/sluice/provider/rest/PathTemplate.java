package dev.sluice.provider.rest;

import dev.sluice.mcp.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * A path with places for arguments. Whatever the arguments are, the path has the segments of the template and no others: each
 * is encoded, and none can be empty, {@code .} or {@code ..}. Immutable.
 */
final class PathTemplate {
    /** Longest path with its arguments, in characters. */
    static final int LONGEST = 4_096;

    /**
     * A place for an argument.
     *
     * @param explode whether the members of an object are written {@code a=b} (OpenAPI, style {@code simple})
     */
    record Slot(String name, List<String> path, boolean explode) {
        /** A place of the configuration. */
        static Slot of(String name) {
            return new Slot(name, TextTemplate.path(name), false);
        }
    }

    /** Either text that is encoded already, or a slot. */
    private sealed interface Part {
        record Fixed(String text) implements Part {}

        record Open(Slot slot) implements Part {}
    }

    private final String base;
    private final List<List<Part>> segments;

    private PathTemplate(String base, List<List<Part>> segments) {
        this.base = base;
        this.segments = segments;
    }

    /**
     * Reads a path.
     *
     * @param base what it is appended to, as it stands in URIs; without a slash at the end
     * @param path begins with a slash
     * @param slots tells the place that a name in braces stands for
     * @throws RestSetupException when it is no such path
     */
    static PathTemplate of(String base, String path, Function<String, Slot> slots) {
        if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new RestSetupException("the path " + path
                    + " must begin with a slash and hold neither ? nor #; what follows ? belongs under query");
        }
        List<List<Part>> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            List<Part> parts = parts(path, segment, slots);
            if (parts.size() == 1 && parts.getFirst() instanceof Part.Fixed fixed && isDots(fixed.text())) {
                throw new RestSetupException("the path " + path + " must not hold the segment " + segment);
            }
            segments.add(parts);
        }
        return new PathTemplate(base, segments);
    }

    private static List<Part> parts(String path, String segment, Function<String, Slot> slots) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int open = segment.indexOf('{'); open >= 0; open = segment.indexOf('{', from)) {
            int close = segment.indexOf('}', open);
            if (close < open + 2) {
                throw new RestSetupException("the path " + path + " has a brace without its other half or a name");
            }
            parts.add(new Part.Fixed(Encoding.path(segment.substring(from, open))));
            parts.add(new Part.Open(slots.apply(segment.substring(open + 1, close))));
            from = close + 1;
        }
        parts.add(new Part.Fixed(Encoding.path(segment.substring(from))));
        return List.copyOf(parts);
    }

    /** The names of arguments that it needs. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (List<Part> segment : segments) {
            for (Part part : segment) {
                if (part instanceof Part.Open open) {
                    names.add(open.slot().path().getFirst());
                }
            }
        }
        return names;
    }

    /** The path with its arguments. */
    String expand(Arguments arguments) throws BadArgumentException {
        StringBuilder out = new StringBuilder(base);
        for (List<Part> segment : segments) {
            StringBuilder written = new StringBuilder();
            for (Part part : segment) {
                written.append(
                        switch (part) {
                            case Part.Fixed fixed -> fixed.text();
                            case Part.Open open -> value(open.slot(), arguments);
                        });
            }
            if (segment.size() > 1 && (written.isEmpty() || isDots(written.toString()))) {
                throw new BadArgumentException("A part of the path must be neither empty nor made of dots.");
            }
            out.append('/').append(written);
        }
        if (out.length() > LONGEST) {
            throw new BadArgumentException("The path would be longer than " + LONGEST + " characters.");
        }
        return out.toString();
    }

    private static String value(Slot slot, Arguments arguments) throws BadArgumentException {
        RawJson value = arguments.get(slot.path());
        if (value == null || value.isNull()) {
            throw new BadArgumentException("\"" + slot.name() + "\" is required.");
        }
        StringJoiner joined = new StringJoiner(",");
        if (value.isObject()) {
            for (Map.Entry<String, String> member :
                    Values.members(slot.name(), value).entrySet()) {
                joined.add(safe(slot, member.getKey()) + (slot.explode() ? "=" : ",") + safe(slot, member.getValue()));
            }
        } else {
            for (String item : Values.items(slot.name(), value)) {
                joined.add(safe(slot, item));
            }
        }
        return joined.toString();
    }

    /** Servers may decode before they split a path; so nothing that leads elsewhere then is sent, encoded or not. */
    private static String safe(Slot slot, String value) throws BadArgumentException {
        for (String piece : value.split("[/\\\\]", -1)) {
            if (isDots(piece)) {
                throw new BadArgumentException("\"" + slot.name() + "\" must not hold a part . or .. of a path.");
            }
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new BadArgumentException("\"" + slot.name() + "\" must not hold control characters.");
        }
        return Encoding.strict(slot.name(), value);
    }

    private static boolean isDots(String segment) {
        String plain = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
        return plain.equals(".") || plain.equals("..");
    }
}
