package dev.sluice.config;

import dev.sluice.config.RestConfig.Endpoint;
import dev.sluice.config.Written.Form;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Keys of REST services whose endpoints are tools. */
final class RestKeys {
    static final KeyPath SECTION = KeyPath.of("rest");
    static final ServiceKeys SERVICE = ServiceKeys.of("rest.*");

    static final Key<String> OPENAPI = Key.optional(
            "rest.*.openapi",
            new ScalarKind<>(Form.TEXT, OpenApiFiles::judged, "", Map.of("type", "string", "minLength", 1)),
            "OpenAPI document: a file, from where this file is, or a path below url when it begins with a slash");
    static final Key<Map<String, String>> RENAME = Key.of(
            "rest.*.rename",
            new MapKind<>(Pattern.compile("\\S(?:.{0,510}\\S)?"), toolName(), 10_000),
            "names of tools by operationId or METHOD /path");
    static final Key<Bytes> MAX_RESPONSE =
            Key.of("rest.*.maxResponse", Kinds.size(Bytes.kib(1), Bytes.mib(256)), "largest answer of it that is read");

    static final List<Key<?>> ALL = Stream.of(
                    List.of(SERVICE.enabled(), SERVICE.url(), OPENAPI, RENAME, MAX_RESPONSE),
                    SERVICE.others(),
                    EndpointKeys.ALL)
            .<Key<?>>flatMap(List::stream)
            .toList();

    private RestKeys() {}

    private static Kind<String> toolName() {
        return Kinds.form("[A-Za-z0-9_.-]{1,128}", "is no name of a tool", "use up to 128 letters, digits, _, . and -");
    }

    /** The service, when it is said where it is. */
    static Optional<RestConfig> rest(Values own, String name) {
        return own.find(SERVICE.url())
                .map(url -> new RestConfig(
                        url,
                        own.find(OPENAPI),
                        own.get(RENAME),
                        endpoints(own, SECTION.child(name).child("tools")),
                        own.get(MAX_RESPONSE),
                        SERVICE.service(own, name)));
    }

    private static Map<String, Endpoint> endpoints(Values own, KeyPath section) {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        for (String tool : own.names(section)) {
            EndpointKeys.endpoint(own.named(tool)).ifPresent(endpoint -> endpoints.put(tool, endpoint));
        }
        return endpoints;
    }
}
