package dev.sluice.bus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit trail: who did what, when, from where, with which outcome. Holds no arguments, no results, no
 * token.
 *
 * @param at when it ended
 * @param kind {@code call} for work that was asked for, otherwise a security event such as {@code auth_failure}
 * @param requestId the request id the caller was given
 * @param principal {@code issuer|subject}, null when nobody was recognised
 * @param address network address
 * @param method JSON-RPC method, null for a security event outside of a call
 * @param target tool name, null when there is none
 * @param provider provider, null when the call did not get that far
 * @param outcome {@code ok}, {@code tool_error}, {@code provider_error}, {@code task} for a call that goes on as one and
 *     gets a second record when it ends, or a refusal code
 * @param durationMicros from the first byte judged to the answer written, in microseconds
 * @param revision protocol revision, {@code envelope} for the envelope, null when unknown
 * @param detail one short sentence without secrets, null when there is nothing to add
 */
public record AuditRecord(
        Instant at,
        String kind,
        String requestId,
        @Nullable String principal,
        String address,
        @Nullable String method,
        @Nullable String target,
        @Nullable String provider,
        String outcome,
        long durationMicros,
        @Nullable String revision,
        @Nullable String detail) {
    public static final String CALL = "call";
    public static final String AUTH_SUCCESS = "auth_success";
    public static final String AUTH_FAILURE = "auth_failure";
    public static final String PERMISSION_DENIED = "permission_denied";
    public static final String RATE_LIMIT_HIT = "rate_limit_hit";
    /** A tool or prompt is not served until its new or changed definition has been reviewed. */
    public static final String DEFINITION_WITHHELD = "definition_withheld";
    /** One that was withheld is served again, because its definition was accepted or is the old one. */
    public static final String DEFINITION_ACCEPTED = "definition_accepted";
    /** A new configuration was put into force, or refused; there is no principal. */
    public static final String CONFIGURATION = "configuration";
}
