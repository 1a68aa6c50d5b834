package dev.sluice.catalog;

import dev.sluice.mcp.RawJson;

/**
 * A definition that was accepted.
 *
 * @param digest {@link CanonicalJson#digest} of it
 * @param acceptedAt when, as text (ISO 8601)
 * @param acceptedBy by whom; {@code first use} when the gateway pinned what it saw first
 * @param definition what was accepted, to be compared with by people
 */
record Pin(String digest, String acceptedAt, String acceptedBy, RawJson definition) {
    static final String FIRST_USE = "first use";
}
