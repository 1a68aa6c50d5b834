package dev.sluice.identity;

import java.util.Locale;

/** Every way in which a token is not good enough: for metrics and the audit trail, not for the caller. */
enum RejectionReason {
    TOO_LARGE,
    MALFORMED,
    ALGORITHM_REFUSED,
    CRITICAL_HEADER,
    EXPIRY_MISSING,
    EXPIRED,
    NOT_YET_VALID,
    ISSUED_IN_FUTURE,
    SUBJECT_MISSING,
    ISSUER_MISMATCH,
    AUDIENCE_MISMATCH,
    UNKNOWN_KEY,
    BAD_SIGNATURE,
    TOO_MANY_WAITING;

    private final String tag = name().toLowerCase(Locale.ROOT);

    /** The value of the metric's tag. */
    String tag() {
        return tag;
    }
}
