package dev.sluice.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.RawJson;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;

/** What a test got back. */
record Reply(int status, MultiMap headers, String body, HttpVersion version) {
    JsonNode json() {
        return RawJson.of(body).tree();
    }

    JsonNode error() {
        return json().path("error");
    }

    /** {@code error.data.code} */
    String code() {
        return error().path("data").path("code").asText();
    }

    JsonNode result() {
        return json().path("result");
    }

    String header(String name) {
        return String.valueOf(headers.get(name));
    }
}
