package dev.sluice.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A REST service whose endpoints are tools. Its name is that of its provider.
 *
 * @param url what paths are appended to
 * @param openapi an OpenAPI document (3.0 or 3.1) that describes it: a path below {@code url} when it begins with
 *     a slash, else a file, which the loader makes a {@code file:} URI; see {@link #openapiFile} and {@link #openapiPath}; its operations are tools besides {@code tools}
 * @param rename names of tools by {@code operationId} or {@code METHOD /path}
 * @param tools by the service's own name of the tool, in the order of the file
 * @param maxResponse largest answer that is read
 * @param service what all services have in common
 */
public record RestConfig(
        URI url,
        Optional<String> openapi,
        Map<String, String> rename,
        Map<String, Endpoint> tools,
        Bytes maxResponse,
        ServiceConfig service) {
    public RestConfig {
        rename = Map.copyOf(rename);
        tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
    }

    /** The file that the OpenAPI document is in, if it is in one. */
    public Optional<Path> openapiFile() {
        return openapi.filter(text -> !text.startsWith("/"))
                .map(text -> text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text));
    }

    /** The path below {@code url} that the OpenAPI document is at, if it is fetched. */
    public Optional<String> openapiPath() {
        return openapi.filter(text -> text.startsWith("/"));
    }

    /**
     * One tool. In {@code path}, {@code query}, {@code headers} and {@code body}, <code>{name}</code> stands for the argument of that name
     * ({@code a.b} for a member of an argument); a text that is one such name only becomes the argument with its type, and is left out when the
     * argument is not given.
     *
     * @param description for the model
     * @param method GET, POST, PUT, PATCH, DELETE or HEAD
     * @param path appended to the service's URL; arguments in it are percent-encoded
     * @param query by name
     * @param headers by name
     * @param body JSON-like template of the body; empty for none
     * @param input JSON Schema of the arguments, JSON-like
     * @param output JSON Schema of the structured result, JSON-like
     * @param result JSON Pointer (RFC 6901) to the part of the answer that is the result; empty for all of it
     * @param readOnly whether it changes nothing
     * @param idempotent whether it may be repeated
     */
    public record Endpoint(
            String description,
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            Optional<Object> body,
            Map<String, Object> input,
            Optional<Map<String, Object>> output,
            String result,
            boolean readOnly,
            boolean idempotent) {
        public Endpoint {
            query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
            input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
        }

        /** Without query, headers and body, which may hold keys. */
        @Override
        public String toString() {
            return "Endpoint[" + method + " " + path + "]";
        }
    }
}
