package dev.sluice.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that would be good if its signature were.
 *
 * @param algorithm allowed by configuration
 * @param keyId {@code kid}, null when the token does not say
 * @param signatureLength bytes of its signature
 * @param issuer {@code iss}, empty when there is none and none is required
 * @param subject {@code sub}
 * @param expiresAt {@code exp}
 * @param claims the claims object
 */
record InspectedToken(
        SignatureAlgorithm algorithm,
        @Nullable String keyId,
        int signatureLength,
        String issuer,
        String subject,
        Instant expiresAt,
        JsonNode claims)
        implements Inspection {}
