package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * One operation as a document describes it.
 *
 * @param verb the method in lower case
 * @param item the path item that it belongs to
 */
record OpenApiOperation(String verb, String path, JsonNode item, JsonNode node) {
    static final int LONGEST_NAME = 64;
    static final int LONGEST_TITLE = 120;
    static final int LONGEST_DESCRIPTION = 4_000;

    String method() {
        return verb.toUpperCase(Locale.ROOT);
    }

    /** {@code METHOD /path}. */
    String label() {
        return method() + ' ' + path;
    }

    /** Empty when it has none. */
    String operationId() {
        return node.path("operationId").asText("");
    }

    boolean isDeprecated() {
        return node.path("deprecated").asBoolean();
    }

    /** A name that tools may have: the operation's own, otherwise made of method and path. */
    String name() {
        String own = operationId();
        String name = (own.isEmpty() ? verb + path : own)
                .replaceAll("[^A-Za-z0-9_.-]+", "_")
                .replaceAll("^_+|_+$", "");
        if (name.length() <= LONGEST_NAME) {
            return name.isEmpty() ? verb : name;
        }
        String hash = Integer.toHexString(name.hashCode());
        return name.substring(0, LONGEST_NAME - hash.length() - 1) + '_' + hash;
    }

    String title() {
        String summary = node.path("summary").asText("").strip();
        return summary.length() > LONGEST_TITLE ? "" : summary;
    }

    /** Never empty. */
    String description() {
        String summary = node.path("summary").asText("").strip();
        String detail = node.path("description").asText("").strip();
        String both = summary.equals(detail) || detail.isEmpty()
                ? summary
                : summary.isEmpty() ? detail : summary + "\n\n" + detail;
        String text = both.isEmpty() ? label() : both;
        return text.length() > LONGEST_DESCRIPTION ? text.substring(0, LONGEST_DESCRIPTION) + "..." : text;
    }
}
