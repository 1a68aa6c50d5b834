package dev.sluice.provider.rest;

import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments as texts: strings without quotes, numbers and truth values as they were spelled. */
final class Values {
    /** Elements of an array, or members of an object, that can be sent outside of a body. */
    static final int MAX_ITEMS = 1_000;

    private Values() {}

    static boolean isArray(RawJson value) {
        return value.length() > 0 && value.firstByte() == '[';
    }

    /** A single value. */
    static String text(String name, RawJson value) throws BadArgumentException {
        if (value.isObject() || isArray(value) || value.isNull()) {
            throw new BadArgumentException("\"" + name + "\" must be a text, a number or a truth value.");
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** The elements of an array of single values; a single value is one element. */
    static List<String> items(String name, RawJson value) throws BadArgumentException {
        if (!isArray(value)) {
            return List.of(text(name, value));
        }
        try {
            List<RawJson> elements = RawObject.elements(value, MAX_ITEMS + 1);
            bound(name, elements.size());
            List<String> texts = new ArrayList<>(elements.size());
            for (RawJson element : elements) {
                texts.add(text(name, element));
            }
            return texts;
        } catch (MalformedJsonException e) {
            throw new BadArgumentException("\"" + name + "\" is not a JSON array.");
        }
    }

    /** The members of an object of single values, those that are null left out. */
    static Map<String, String> members(String name, RawJson value) throws BadArgumentException {
        try {
            RawObject object = RawObject.scan(value);
            bound(name, object.size());
            Map<String, String> texts = new LinkedHashMap<>();
            for (String member : object.names()) {
                RawJson inner = object.get(member);
                if (inner != null && !inner.isNull()) {
                    texts.put(member, text(name + "." + member, inner));
                }
            }
            return texts;
        } catch (MalformedJsonException e) {
            throw new BadArgumentException("\"" + name + "\" is not a JSON object.");
        }
    }

    private static void bound(String name, int size) throws BadArgumentException {
        if (size > MAX_ITEMS) {
            throw new BadArgumentException("\"" + name + "\" holds more than " + MAX_ITEMS + " values.");
        }
    }
}
