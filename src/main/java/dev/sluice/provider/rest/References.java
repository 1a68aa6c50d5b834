package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Follows {@code $ref} within one document; never out of it. */
final class References {
    /** References that lead to references. */
    static final int MAX_STEPS = 16;

    private final JsonNode root;

    References(JsonNode root) {
        this.root = root;
    }

    /**
     * What a node stands for, which is no reference.
     *
     * @throws RestSetupException when it leads nowhere, or out of the document
     */
    JsonNode resolved(JsonNode node) {
        JsonNode at = node;
        for (int step = 0; step < MAX_STEPS; step++) {
            if (!at.path("$ref").isTextual()) {
                return at;
            }
            at = target(at.path("$ref").textValue());
        }
        throw new RestSetupException("a reference leads through more than " + MAX_STEPS + " others");
    }

    /** The node that a reference names. */
    JsonNode target(String reference) {
        if (!reference.startsWith("#/")) {
            throw new RestSetupException("the reference " + shortened(reference) + " leads out of the document");
        }
        JsonNode at = root;
        for (String token : reference.substring(2).split("/", -1)) {
            String name = decoded(token).replace("~1", "/").replace("~0", "~");
            at = at.isArray() && name.matches("[0-9]{1,6}") ? at.path(Integer.parseInt(name)) : at.path(name);
        }
        if (at.isMissingNode()) {
            throw new RestSetupException("the reference " + shortened(reference) + " leads nowhere");
        }
        return at;
    }

    private static String decoded(String token) {
        try {
            return token.indexOf('%') < 0
                    ? token
                    : URLDecoder.decode(token.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return token;
        }
    }

    private static String shortened(String reference) {
        return reference.length() > 120 ? reference.substring(0, 120) + "..." : reference;
    }
}
