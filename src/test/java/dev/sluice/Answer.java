package dev.sluice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.mcp.RawJson;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

/** An HTTP answer, its body read as JSON where it is JSON. */
public record Answer(int status, HttpHeaders headers, String text) {
    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    public JsonNode json() {
        return text.startsWith("{") || text.startsWith("[") ? RawJson.of(text).tree() : MissingNode.getInstance();
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The word of the error model, empty when there is no error. */
    public String code() {
        return json().at("/error/data/code").asText();
    }

    /** The text of the first content of a tool result. */
    public String toolText() {
        return json().at("/result/content/0/text").asText();
    }
}
