package dev.sluice.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Judges {@code exp}, {@code nbf} and {@code iat} (RFC 7519 §4.1): {@code exp} must be there, the others may. */
final class ClaimTimes {
    /** The end of the year 9999, the last moment a NumericDate may name. */
    private static final double LAST_SECOND = 253_402_300_799d;

    private final long leewayMillis;

    /**
     * @param leeway clock skew that is forgiven on either side
     */
    ClaimTimes(Duration leeway) {
        this.leewayMillis = leeway.toMillis();
    }

    @Nullable
    RejectionReason fault(JsonNode claims, Instant now) {
        long millis = now.toEpochMilli();
        JsonNode expires = claims.get("exp");
        if (expires == null || expires.isNull()) {
            return RejectionReason.EXPIRY_MISSING;
        }
        if (!isDate(expires) || !isAbsentOrDate(claims.get("nbf")) || !isAbsentOrDate(claims.get("iat"))) {
            return RejectionReason.MALFORMED;
        }
        if (millis >= millis(expires) + leewayMillis) {
            return RejectionReason.EXPIRED;
        }
        if (claims.has("nbf") && millis + leewayMillis < millis(claims.path("nbf"))) {
            return RejectionReason.NOT_YET_VALID;
        }
        return claims.has("iat") && millis + leewayMillis < millis(claims.path("iat"))
                ? RejectionReason.ISSUED_IN_FUTURE
                : null;
    }

    /** {@code exp} of claims without fault. */
    static Instant expiry(JsonNode claims) {
        return Instant.ofEpochMilli(millis(claims.path("exp")));
    }

    private static boolean isAbsentOrDate(@Nullable JsonNode value) {
        return value == null || isDate(value);
    }

    private static boolean isDate(JsonNode value) {
        if (!value.isNumber()) {
            return false;
        }
        double seconds = value.doubleValue();
        return seconds >= 0 && seconds <= LAST_SECOND;
    }

    private static long millis(JsonNode date) {
        return (long) (date.doubleValue() * 1000d);
    }
}
