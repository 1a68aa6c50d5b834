package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules between the keys of one tool of a REST service. */
final class EndpointRules {
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");

    private final KeyPath path;
    private final Sources sources;
    private final Problems problems;

    EndpointRules(KeyPath path, Sources sources, Problems problems) {
        this.path = path;
        this.sources = sources;
        this.problems = problems;
    }

    void check(Values own) {
        Optional<String> route = own.find(EndpointKeys.PATH);
        if (route.isEmpty() && !problems.concerns(path.child("path"))) {
            refuse(path, "", "says no path", "write it as /items/{id}");
        }
        if (own.find(EndpointKeys.BODY).isPresent()
                && WITHOUT_BODY.contains(own.get(EndpointKeys.METHOD))
                && !problems.concerns(path.child("method"))) {
            refuse(path.child("body"), "", "goes with no " + own.get(EndpointKeys.METHOD), "use POST, PUT or PATCH");
        }
        new ServiceRules(sources, problems).headers(own.get(EndpointKeys.HEADERS), path.child("headers"), false);
        own.find(EndpointKeys.OUTPUT).ifPresent(schema -> root(schema, path.child("output")));
        Map<String, Object> input = own.get(EndpointKeys.INPUT);
        root(input, path.child("input"));
        if (!problems.concerns(path.child("input"))) {
            SchemaArguments arguments = new SchemaArguments(input);
            route.ifPresent(text -> templates(arguments, text, path.child("path")));
            templates(arguments, own.get(EndpointKeys.QUERY), path.child("query"));
            templates(arguments, own.get(EndpointKeys.HEADERS), path.child("headers"));
            own.find(EndpointKeys.BODY).ifPresent(body -> templates(arguments, body, path.child("body")));
        }
    }

    /** MCP has objects for arguments and structured results. */
    private void root(Map<String, Object> schema, KeyPath at) {
        if (!"object".equals(schema.get("type")) && !problems.concerns(at)) {
            refuse(at, "", "is no schema of an object", "write type: object at its root");
        }
    }

    private void templates(SchemaArguments arguments, Object value, KeyPath at) {
        switch (value) {
            case String text -> templates(arguments, text, at);
            case Map<?, ?> map ->
                map.forEach((name, inner) -> {
                    if (inner != null) {
                        templates(arguments, inner, at.child(String.valueOf(name)));
                    }
                });
            case List<?> list -> {
                List<Object> items = new ArrayList<>(list);
                for (int i = 0; i < items.size(); i++) {
                    if (items.get(i) != null) {
                        templates(arguments, items.get(i), at.child(String.valueOf(i)));
                    }
                }
            }
            default -> {}
        }
    }

    private void templates(SchemaArguments arguments, String text, KeyPath at) {
        for (String name : TemplateText.names(text)) {
            arguments.complaint(name).ifPresent(rule -> refuse(at, "{" + name + "}", rule, mend(arguments, name)));
        }
    }

    private static String mend(SchemaArguments arguments, String name) {
        return Nearest.to(name, name.contains(".") ? Set.of() : arguments.names())
                .map(near -> "did you mean {" + near + "}?")
                .orElse("add it to the properties of input");
    }

    private void refuse(KeyPath at, String value, String rule, String mend) {
        problems.add(at, sources.of(at), value, rule, mend);
    }
}
