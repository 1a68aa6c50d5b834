package dev.sluice.config;

import dev.sluice.config.RestConfig.Endpoint;
import dev.sluice.config.Written.Form;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Keys of one tool of a REST service. */
final class EndpointKeys {
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE");

    static final Key<String> DESCRIPTION = Key.optional(
            "rest.*.tools.*.description", TextKinds.prose(8192), "what the model is told; not set: method and path");
    static final Key<String> METHOD = Key.of(
            "rest.*.tools.*.method",
            Kinds.choice(List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"), Function.identity()),
            "method of the request");
    static final Key<String> PATH = Key.optional(
            "rest.*.tools.*.path",
            new ScalarKind<>(
                    Form.TEXT, TemplateText::path, TemplateText.MEND, Map.of("type", "string", "pattern", "^/")),
            "appended to the address of the service; {name} stands for an argument");
    static final Key<Map<String, String>> QUERY = Key.of(
            "rest.*.tools.*.query",
            new MapKind<>(Pattern.compile("[^\\x00-\\x20\\x7f]{1,256}"), TextKinds.hiddenText(8192), 256),
            "parameters of the query by name");
    static final Key<Map<String, String>> HEADERS =
            Key.of("rest.*.tools.*.headers", HeaderKinds.templates(), "headers of the request by name");
    static final Key<Object> BODY =
            Key.optional("rest.*.tools.*.body", FreeKind.any(), "JSON body of the request, with {name} for arguments");
    static final Key<Map<String, Object>> INPUT =
            Key.of("rest.*.tools.*.input", FreeKind.object(), "JSON Schema of the arguments");
    static final Key<Map<String, Object>> OUTPUT =
            Key.optional("rest.*.tools.*.output", FreeKind.object(), "JSON Schema of the structured result");
    static final Key<String> RESULT = Key.of(
            "rest.*.tools.*.result",
            Kinds.form(
                    "(?:/(?:[^/~]|~[01])*)*",
                    "is not a JSON Pointer",
                    "write it as /member/0/inner, with ~1 for a slash and ~0 for ~ in a name; \"\" for all"),
            "JSON Pointer to the part of the answer that is the result; empty for all of it");
    static final Key<Boolean> READ_ONLY = Key.optional(
            "rest.*.tools.*.readOnly", Kinds.truth(), "whether it changes nothing; not set: for GET and HEAD");
    static final Key<Boolean> IDEMPOTENT = Key.optional(
            "rest.*.tools.*.idempotent",
            Kinds.truth(),
            "whether it may be repeated; not set: when it changes nothing, and for GET, HEAD, PUT and DELETE");

    static final List<Key<?>> ALL =
            List.of(DESCRIPTION, METHOD, PATH, QUERY, HEADERS, BODY, INPUT, OUTPUT, RESULT, READ_ONLY, IDEMPOTENT);

    private EndpointKeys() {}

    /** The tool, when it has a path. */
    static Optional<Endpoint> endpoint(Values own) {
        return own.find(PATH).map(path -> endpoint(own, own.get(METHOD), path));
    }

    private static Endpoint endpoint(Values own, String method, String path) {
        boolean readOnly = own.find(READ_ONLY).orElse(SAFE.contains(method));
        return new Endpoint(
                own.find(DESCRIPTION).orElse(method + " " + path),
                method,
                path,
                own.get(QUERY),
                own.get(HEADERS),
                own.find(BODY),
                own.get(INPUT),
                own.find(OUTPUT),
                own.get(RESULT),
                readOnly,
                own.find(IDEMPOTENT).orElse(readOnly || REPEATABLE.contains(method)));
    }
}
