package dev.sluice.provider.rest;

import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of one call, as the client spelled them. */
final class Arguments {
    private final RawObject all;

    private Arguments(RawObject all) {
        this.all = all;
    }

    static Arguments of(RawJson arguments) throws BadArgumentException {
        return new Arguments(object(arguments, "arguments"));
    }

    /** The argument of this name, or a member of one; null when it is not given. A given {@code null} is a value. */
    @Nullable
    RawJson get(List<String> path) throws BadArgumentException {
        RawObject within = all;
        for (int i = 0; i < path.size() - 1; i++) {
            RawJson next = within.get(path.get(i));
            if (next == null || !next.isObject()) {
                return null;
            }
            within = object(next, path.get(i));
        }
        return within.get(path.getLast());
    }

    private static RawObject object(RawJson json, String name) throws BadArgumentException {
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException e) {
            throw new BadArgumentException("\"" + name + "\" is not a JSON object.");
        }
    }
}
