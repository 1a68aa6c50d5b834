package dev.sluice.provider.rest;

import dev.sluice.mcp.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One header of a request that arguments may be in. */
sealed interface HeaderPart {
    /** Longest value, in characters. */
    int LONGEST = 4_096;

    /** Those that belong to the connection or the gateway itself. */
    Set<String> RESERVED = Set.of(
            "authorization",
            "connection",
            "content-length",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

    String name();

    /** The value; null when an argument of it is not given. */
    @Nullable
    String value(Arguments arguments) throws BadArgumentException;

    /** Whether an argument may be sent in a header of this name. */
    static boolean isOpen(String name, Set<String> configured) {
        return NAME.matcher(name).matches()
                && !RESERVED.contains(name.toLowerCase(Locale.ROOT))
                && configured.stream().noneMatch(name::equalsIgnoreCase);
    }

    /** A header of the configuration. */
    record Written(String name, TextTemplate template) implements HeaderPart {
        @Override
        public @Nullable String value(Arguments arguments) throws BadArgumentException {
            return checked(name, template.text(arguments));
        }
    }

    /** A header of an OpenAPI document, in style {@code simple}. */
    record Described(String name, String argument, boolean explode) implements HeaderPart {
        @Override
        public @Nullable String value(Arguments arguments) throws BadArgumentException {
            RawJson value = arguments.get(List.of(argument));
            if (value == null || value.isNull()) {
                return null;
            }
            if (!value.isObject()) {
                return checked(argument, String.join(",", Values.items(argument, value)));
            }
            List<String> members = new ArrayList<>();
            for (Map.Entry<String, String> member :
                    Values.members(argument, value).entrySet()) {
                members.add(member.getKey() + (explode ? "=" : ",") + member.getValue());
            }
            return checked(argument, String.join(",", members));
        }
    }

    private static @Nullable String checked(String name, @Nullable String value) throws BadArgumentException {
        if (value == null) {
            return null;
        }
        if (value.length() > LONGEST || !value.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw new BadArgumentException("\"" + name + "\" goes into a header, which holds at most " + LONGEST
                    + " visible characters of ASCII.");
        }
        return value.strip();
    }
}
