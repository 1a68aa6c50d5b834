package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges what a provider says of itself before anything is served. Throws a {@link ProviderStartException} that says what to mend. */
final class SpecCheck {
    /** Tools, prompts, resources or templates that one provider may offer. */
    static final int MAX_ENTRIES = 10_000;

    private static final int MAX_ARGUMENTS = 100;
    private static final int MAX_URI = 8_192;
    private static final Pattern PROVIDER_NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final String NAME_RULE = "rename it: a name is 1 to 64 of A-Z, a-z, 0-9, _, . and -.";

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
        Listing listing = new Listing(provider, "tool", specs.size());
        for (ToolSpec spec : specs) {
            listing.entry(spec.name(), NAME.matcher(spec.name()).matches(), NAME_RULE);
            schema(listing, spec.name(), "input schema", spec.inputSchema());
            spec.outputSchema().ifPresent(schema -> schema(listing, spec.name(), "output schema", schema));
            meta(listing, spec.name(), spec.meta());
            if (spec.rules().timeout().filter(limit -> !limit.isPositive()).isPresent()) {
                throw listing.wrong(spec.name(), "its time limit must be positive.");
            }
        }
    }

    static void prompts(String provider, List<PromptSpec> specs) {
        Listing listing = new Listing(provider, "prompt", specs.size());
        for (PromptSpec spec : specs) {
            listing.entry(spec.name(), NAME.matcher(spec.name()).matches(), NAME_RULE);
            meta(listing, spec.name(), spec.meta());
            if (spec.arguments().size() > MAX_ARGUMENTS) {
                throw listing.wrong(spec.name(), "it has more than " + MAX_ARGUMENTS + " arguments.");
            }
            Set<String> arguments = new HashSet<>();
            for (PromptSpec.Argument argument : spec.arguments()) {
                if (!NAME.matcher(argument.name()).matches()) {
                    throw listing.wrong(
                            spec.name(),
                            "the argument \"" + argument.name() + "\" cannot be called so: "
                                    + "a name is 1 to 64 of A-Z, a-z, 0-9, _, . and -.");
                }
                if (!arguments.add(argument.name())) {
                    throw listing.wrong(spec.name(), "it has two arguments \"" + argument.name() + "\".");
                }
            }
        }
    }

    static void resources(String provider, List<ResourceSpec> specs) {
        Listing listing = new Listing(provider, "resource", specs.size());
        for (ResourceSpec spec : specs) {
            boolean absolute = spec.uri().length() <= MAX_URI && AnswerReader.isAbsolute(spec.uri());
            listing.entry(
                    spec.uri(),
                    absolute,
                    "give it an absolute URI (scheme:...) of at most " + MAX_URI + " characters.");
            meta(listing, spec.uri(), spec.meta());
            if (spec.size().isPresent() && spec.size().getAsLong() < 0) {
                throw listing.wrong(spec.uri(), "its size is less than nothing.");
            }
        }
    }

    static void templates(String provider, List<TemplateSpec> specs) {
        Listing listing = new Listing(provider, "resource template", specs.size());
        for (TemplateSpec spec : specs) {
            String text = spec.uriTemplate();
            boolean absolute = text.length() <= MAX_URI && SCHEME.matcher(text).matches();
            listing.entry(text, absolute, "begin it with a scheme, as in scheme://path/{name}.");
            meta(listing, text, spec.meta());
            try {
                UriTemplate.of(text);
            } catch (IllegalArgumentException e) {
                throw listing.wrong(text, "mend it: " + e.getMessage());
            }
        }
    }

    private static void meta(Listing listing, String name, Optional<RawJson> meta) {
        if (meta.isPresent() && !tree(listing, name, "_meta", meta.get()).isObject()) {
            throw listing.wrong(name, "its _meta must be an object.");
        }
    }

    private static void schema(Listing listing, String tool, String which, RawJson schema) {
        JsonNode tree = tree(listing, tool, which, schema);
        if (!"object".equals(tree.path("type").textValue())) {
            throw listing.wrong(tool, "add \"type\": \"object\" at the root of its " + which + ".");
        }
    }

    private static JsonNode tree(Listing listing, String tool, String which, RawJson json) {
        try {
            return json.tree();
        } catch (UncheckedIOException e) {
            throw listing.wrong(tool, "its " + which + " is not valid JSON.");
        }
    }

    /** One list of a provider while it is looked through. */
    private static final class Listing {
        private final String provider;
        private final String kind;
        private final Set<String> names = new HashSet<>();

        Listing(String provider, String kind, int size) {
            this.provider = provider;
            this.kind = kind;
            if (size > MAX_ENTRIES) {
                throw new ProviderStartException("Provider \"" + provider + "\" offers " + size + " " + kind
                        + "s; at most " + MAX_ENTRIES + " are taken.");
            }
        }

        void entry(String name, boolean wellNamed, String mend) {
            if (!wellNamed) {
                throw wrong(name, mend);
            }
            if (!names.add(name)) {
                throw wrong(name, "it is offered twice; rename one of them.");
            }
        }

        ProviderStartException wrong(String name, String mend) {
            return new ProviderStartException("Provider \"" + provider + "\", " + kind + " \"" + name + "\": " + mend);
        }
    }
}
