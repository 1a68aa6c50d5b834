package dev.sluice.catalog;

import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;

/** Gives definitions the name that callers use; nothing else of them is touched. */
final class Named {
    private Named() {}

    /**
     * The definition with another name, the same bytes otherwise.
     *
     * @param own the name that it has, or is to have
     */
    static RawJson definition(RawJson definition, String own, String name) {
        if (own.equals(name)) {
            return definition;
        }
        try {
            return RawObject.scan(definition).with("name", RawJson.string(name));
        } catch (MalformedJsonException e) {
            throw new CatalogException("The definition of \"" + own + "\" is " + e.getMessage() + '.');
        }
    }
}
