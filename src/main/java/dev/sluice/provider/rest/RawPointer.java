package dev.sluice.provider.rest;

import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON Pointer (RFC 6901) that finds a value without changing a byte of it. Immutable. */
record RawPointer(String text, List<String> tokens) {
    private static final int MAX_INDEX = 100_000;

    RawPointer {
        tokens = List.copyOf(tokens);
    }

    /** @throws RestSetupException when it is none */
    static RawPointer of(String text) {
        if (text.isEmpty()) {
            return new RawPointer(text, List.of());
        }
        if (!text.startsWith("/")) {
            throw new RestSetupException("result: a JSON Pointer is empty or begins with a slash");
        }
        List<String> tokens = new ArrayList<>();
        for (String token : text.substring(1).split("/", -1)) {
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return new RawPointer(text, tokens);
    }

    /** The value that it points at, null when there is none. */
    @Nullable
    RawJson in(RawJson whole) throws MalformedJsonException {
        RawJson value = whole;
        for (String token : tokens) {
            RawJson next = value.isObject() ? RawObject.scan(value).get(token) : element(value, token);
            if (next == null) {
                return null;
            }
            value = next;
        }
        return value;
    }

    private static @Nullable RawJson element(RawJson value, String token) throws MalformedJsonException {
        if (!Values.isArray(value) || !token.matches("0|[1-9][0-9]{0,5}")) {
            return null;
        }
        int index = Integer.parseInt(token);
        if (index >= MAX_INDEX) {
            return null;
        }
        List<RawJson> elements = RawObject.elements(value, index + 1);
        return index < elements.size() ? elements.get(index) : null;
    }
}
