package dev.sluice.catalog;

import dev.sluice.mcp.RawJson;

/**
 * What a service says of one of its tools or prompts, to be compared with what was accepted.
 *
 * @param provider the service
 * @param name its own name of it
 * @param publicName the name that callers use
 * @param digest {@code sha256:} of {@link CanonicalJson#digest}
 * @param json as it was offered
 */
record Definition(Kind kind, String provider, String name, String publicName, String digest, RawJson json) {
    static Definition of(Kind kind, String provider, String name, String publicName, RawJson json) {
        return new Definition(kind, provider, name, publicName, CanonicalJson.digest(json), json);
    }
}
