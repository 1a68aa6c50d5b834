package dev.sluice.mcp;

import java.util.List;

/** JSON arrays whose elements stay raw bytes. Pure and thread-safe. */
public final class RawArray {
    private RawArray() {}

    /**
     * Looks at the elements of an array.
     *
     * @param max how many are given back at most; all are checked
     * @throws MalformedJsonException when it is not one well-formed JSON array
     */
    public static List<RawJson> scan(RawJson json, int max) throws MalformedJsonException {
        return JsonScanner.array(json, max);
    }
}
