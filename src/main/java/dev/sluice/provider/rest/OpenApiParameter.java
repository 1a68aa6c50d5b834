package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One parameter of an operation.
 *
 * @param style how arrays and objects are written in a query
 */
record OpenApiParameter(
        String name,
        Place place,
        boolean required,
        QueryPart.Style style,
        boolean explode,
        JsonNode schema,
        String description) {
    /** Where a parameter goes. */
    enum Place {
        PATH,
        QUERY,
        HEADER;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Map<String, Place> PLACES =
            Map.of("path", Place.PATH, "query", Place.QUERY, "header", Place.HEADER);
    private static final Map<String, QueryPart.Style> STYLES = Map.of(
            "form", QueryPart.Style.FORM,
            "spaceDelimited", QueryPart.Style.SPACE_DELIMITED,
            "pipeDelimited", QueryPart.Style.PIPE_DELIMITED,
            "deepObject", QueryPart.Style.DEEP_OBJECT);

    /**
     * Reads a parameter; empty for one that is not for callers.
     *
     * @throws RestSetupException when it is required and cannot be sent
     */
    static Optional<OpenApiParameter> of(JsonNode node) {
        String name = node.path("name").asText("");
        Place place = PLACES.get(node.path("in").asText(""));
        boolean required = place == Place.PATH || node.path("required").asBoolean();
        if (name.isEmpty() || place == null) {
            return unless(required, "its parameter \"" + name + "\" is neither in path, query nor header");
        }
        if (place == Place.HEADER && isNoParameter(name)) {
            return Optional.empty();
        }
        JsonNode content = node.path("content");
        boolean form = place == Place.QUERY;
        String styleName = node.path("style").asText(form ? "form" : "simple");
        QueryPart.Style style = content.isObject() ? QueryPart.Style.JSON : STYLES.get(styleName);
        if (form ? style == null : content.isObject() || !styleName.equals("simple")) {
            return unless(required, "its parameter \"" + name + "\" is written in a style that is not known");
        }
        boolean explode =
                node.has("explode") ? node.path("explode").asBoolean() : style == QueryPart.Style.FORM && form;
        JsonNode schema = content.isObject() ? OpenApiOutput.json(content).path("schema") : node.path("schema");
        return Optional.of(new OpenApiParameter(
                name,
                place,
                required,
                style == null ? QueryPart.Style.FORM : style,
                explode,
                schema,
                node.path("description").asText("")));
    }

    /** OpenAPI says of these that they are none; others are the gateway's own. */
    private static boolean isNoParameter(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("accept") || lower.equals("content-type") || !HeaderPart.isOpen(name, Set.of());
    }

    private static Optional<OpenApiParameter> unless(boolean required, String reason) {
        if (required) {
            throw new RestSetupException(reason);
        }
        return Optional.empty();
    }
}
