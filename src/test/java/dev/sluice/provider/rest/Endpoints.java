package dev.sluice.provider.rest;

import dev.sluice.config.Bytes;
import dev.sluice.config.RestConfig;
import dev.sluice.config.ServiceConfig;
import dev.sluice.provider.outbound.Services;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Configurations of REST services of which a test says only what it is about. */
record Endpoints(
        String url,
        Optional<String> openapi,
        Map<String, String> rename,
        Map<String, RestConfig.Endpoint> tools,
        Bytes maxResponse,
        ServiceConfig service) {
    static Endpoints at(String url) {
        return new Endpoints(url, Optional.empty(), Map.of(), Map.of(), Bytes.kib(16), Services.plain());
    }

    Endpoints openapi(String place) {
        return new Endpoints(url, Optional.of(place), rename, tools, maxResponse, service);
    }

    Endpoints rename(Map<String, String> names) {
        return new Endpoints(url, openapi, names, tools, maxResponse, service);
    }

    Endpoints service(ServiceConfig other) {
        return new Endpoints(url, openapi, rename, tools, maxResponse, other);
    }

    Endpoints with(String name, One tool) {
        Map<String, RestConfig.Endpoint> more = new LinkedHashMap<>(tools);
        more.put(name, tool.built());
        return new Endpoints(url, openapi, rename, more, maxResponse, service);
    }

    RestConfig built() {
        return new RestConfig(URI.create(url), openapi, rename, tools, maxResponse, service);
    }

    /** One endpoint that takes any arguments named a to d, lang and city. */
    record One(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            Optional<Object> body,
            Optional<Map<String, Object>> output,
            String result) {
        static One of(String method, String path) {
            return new One(method, path, Map.of(), Map.of(), Optional.empty(), Optional.empty(), "");
        }

        static One get(String path) {
            return of("GET", path);
        }

        One query(Map<String, String> texts) {
            return new One(method, path, texts, headers, body, output, result);
        }

        One headers(Map<String, String> texts) {
            return new One(method, path, query, texts, body, output, result);
        }

        One body(Object template) {
            return new One(method, path, query, headers, Optional.of(template), output, result);
        }

        One output(Map<String, Object> schema) {
            return new One(method, path, query, headers, body, Optional.of(schema), result);
        }

        One result(String pointer) {
            return new One(method, path, query, headers, body, output, pointer);
        }

        RestConfig.Endpoint built() {
            Map<String, Object> properties = new LinkedHashMap<>();
            for (String name : "a b c d lang city".split(" ", -1)) {
                properties.put(name, Map.of());
            }
            boolean readOnly = method.equals("GET");
            return new RestConfig.Endpoint(
                    "A tool.",
                    method,
                    path,
                    query,
                    headers,
                    body,
                    Map.of("type", "object", "properties", properties),
                    output,
                    result,
                    readOnly,
                    readOnly);
        }
    }
}
