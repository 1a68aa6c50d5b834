package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.RawJson;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges what a provider says of itself before anything is served. */
final class SpecCheck {
    private static final Pattern PROVIDER_NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private SpecCheck() {}

    static String name(ToolProvider provider) {
        String name = provider.name();
        if (name == null || !PROVIDER_NAME.matcher(name).matches()) {
            throw new ProviderStartException(
                    "The provider " + provider.getClass().getName() + " calls itself \"" + name
                            + "\"; a name is a lower-case letter followed by at most 31 of a-z, 0-9 and -.");
        }
        return name;
    }

    static void tools(String provider, List<ToolSpec> specs) {
        Set<String> names = new HashSet<>();
        for (ToolSpec spec : specs) {
            if (!TOOL_NAME.matcher(spec.name()).matches()) {
                throw wrong(provider, spec, "rename it: a name is 1 to 64 of A-Z, a-z, 0-9, _, . and -.");
            }
            if (!names.add(spec.name())) {
                throw wrong(provider, spec, "it is offered twice; rename one of them.");
            }
            schema(provider, spec, "input schema", spec.inputSchema());
            spec.outputSchema().ifPresent(schema -> schema(provider, spec, "output schema", schema));
            if (spec.rules().timeout().filter(limit -> !limit.isPositive()).isPresent()) {
                throw wrong(provider, spec, "its time limit must be positive.");
            }
        }
    }

    private static void schema(String provider, ToolSpec spec, String which, RawJson schema) {
        JsonNode tree;
        try {
            tree = schema.tree();
        } catch (UncheckedIOException e) {
            throw wrong(provider, spec, "its " + which + " is not valid JSON.");
        }
        if (!tree.isObject() || !"object".equals(tree.path("type").textValue())) {
            throw wrong(provider, spec, "add \"type\": \"object\" at the root of its " + which + ".");
        }
    }

    private static ProviderStartException wrong(String provider, ToolSpec spec, String mend) {
        return new ProviderStartException("Provider \"" + provider + "\", tool \"" + spec.name() + "\": " + mend);
    }
}
