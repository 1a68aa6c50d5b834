package dev.sluice.provider.upstream.message;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks into JSON of which only the first level matters. Thread-safe. */
public final class LegacyJson {
    private static final RawJson TRUE = RawJson.of("true");

    private LegacyJson() {}

    /** Null when it is absent or no well-formed object. */
    public static @Nullable RawObject object(@Nullable RawJson json) {
        if (json == null || !json.isObject()) {
            return null;
        }
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    /** Whether it is {@code true}; false when it is absent. */
    public static boolean isTrue(@Nullable RawJson json) {
        return json != null && TRUE.equals(json);
    }

    /** The number of a member, null when it is absent or not one that fits. */
    public static @Nullable Long number(@Nullable RawJson json) {
        if (json == null || json.length() == 0 || json.length() > 18) {
            return null;
        }
        try {
            return Long.valueOf(json.toString());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether it is an array; false when it is absent. */
    public static boolean isArray(@Nullable RawJson json) {
        return json != null && json.length() > 0 && json.firstByte() == '[';
    }

    /** The same object in which some members have other values, or with null are left out. */
    public static RawJson with(RawObject object, Map<String, @Nullable RawJson> changes) {
        StringBuilder out = new StringBuilder(object.raw().length() + 64).append('{');
        object.forEach((name, value) -> {
            if (!changes.containsKey(name)) {
                member(out, name, value);
            }
        });
        changes.forEach((name, value) -> {
            if (value != null) {
                member(out, name, value);
            }
        });
        return RawJson.of(out.append('}').toString());
    }

    /** Whether the elements of an array hold a text; false for anything else. */
    public static boolean holds(@Nullable RawJson array, String text) {
        if (array == null || !isArray(array)) {
            return false;
        }
        try {
            for (var element : array.tree()) {
                if (text.equals(element.textValue())) {
                    return true;
                }
            }
            return false;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static void member(StringBuilder out, String name, RawJson value) {
        out.append(out.length() == 1 ? "" : ",")
                .append(JsonCodec.quote(name))
                .append(':')
                .append(value);
    }
}
