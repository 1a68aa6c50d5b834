package dev.sluice.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.AuthConfig;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a token before any cryptography and decides everything but its signature: form, algorithm, times, subject,
 * issuer and audience (RFC 7519 §7.2, RFC 8725 §3). Only what passes costs a signature check. Time is the injected
 * clock's. Stateless and thread-safe.
 */
final class TokenInspector {
    /** Longest header part, in base64url characters. */
    static final int MAX_HEADER = 4096;
    /** Longest {@code kid}, {@code sub} and {@code iss}, in characters. */
    static final int MAX_NAME = 256;

    private final Set<SignatureAlgorithm> allowed;
    private final Optional<String> audience;
    private final Optional<String> issuer;
    private final ClaimTimes times;
    private final long maxTokenSize;

    TokenInspector(AuthConfig config) {
        this.allowed = SignatureAlgorithm.allowList(config.algorithms());
        this.audience = config.audience();
        this.issuer = config.issuer();
        this.times = new ClaimTimes(config.leeway());
        this.maxTokenSize = config.maxTokenSize().count();
    }

    /** Whether a token is longer than anybody looks at. */
    boolean isTooLarge(String token) {
        return token.length() > maxTokenSize;
    }

    Inspection inspect(String token, Instant now) {
        if (isTooLarge(token)) {
            return new Inspection.Failed(RejectionReason.TOO_LARGE);
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first <= 0 || first > MAX_HEADER || second <= first + 1 || second == token.length() - 1) {
            return new Inspection.Failed(RejectionReason.MALFORMED);
        }
        JsonNode header = json(token.substring(0, first));
        if (header == null) {
            return new Inspection.Failed(RejectionReason.MALFORMED);
        }
        RejectionReason fault = headerFault(header);
        if (fault != null) {
            return new Inspection.Failed(fault);
        }
        byte[] signature = decoded(token.substring(second + 1));
        JsonNode claims = json(token.substring(first + 1, second));
        if (claims == null || signature == null) {
            return new Inspection.Failed(RejectionReason.MALFORMED);
        }
        fault = times.fault(claims, now);
        if (fault == null) {
            fault = partiesFault(claims);
        }
        return fault == null ? passed(header, claims, signature) : new Inspection.Failed(fault);
    }

    private @Nullable RejectionReason headerFault(JsonNode header) {
        SignatureAlgorithm algorithm = algorithm(header);
        if (algorithm == null || !allowed.contains(algorithm)) {
            return RejectionReason.ALGORITHM_REFUSED;
        }
        if (header.has("crit")) {
            return RejectionReason.CRITICAL_HEADER;
        }
        JsonNode keyId = header.get("kid");
        return keyId == null || isName(keyId) ? null : RejectionReason.MALFORMED;
    }

    private @Nullable RejectionReason partiesFault(JsonNode claims) {
        JsonNode subject = claims.get("sub");
        if (subject == null || !isName(subject)) {
            return RejectionReason.SUBJECT_MISSING;
        }
        if (!issuerFits(claims.get("iss"))) {
            return RejectionReason.ISSUER_MISMATCH;
        }
        return audience.isPresent() && !names(claims.path("aud"), audience.get())
                ? RejectionReason.AUDIENCE_MISMATCH
                : null;
    }

    /** An issuer with a bar would let two callers share the key {@code issuer|subject}; no URI has one. */
    private boolean issuerFits(@Nullable JsonNode claimed) {
        if (issuer.isPresent()) {
            return claimed != null && issuer.get().equals(claimed.textValue());
        }
        return claimed == null || (isName(claimed) && claimed.textValue().indexOf('|') < 0);
    }

    private static Inspection passed(JsonNode header, JsonNode claims, byte[] signature) {
        SignatureAlgorithm algorithm = algorithm(header);
        if (algorithm == null) {
            return new Inspection.Failed(RejectionReason.ALGORITHM_REFUSED);
        }
        return new InspectedToken(
                algorithm,
                header.path("kid").textValue(),
                signature.length,
                claims.path("iss").asText(""),
                claims.path("sub").asText(""),
                ClaimTimes.expiry(claims),
                claims);
    }

    private static @Nullable SignatureAlgorithm algorithm(JsonNode header) {
        String name = header.path("alg").textValue();
        return name == null ? null : SignatureAlgorithm.named(name);
    }

    /** {@code aud} is one name or several (RFC 7519 §4.1.3). */
    private static boolean names(JsonNode claimed, String wanted) {
        if (claimed.isTextual()) {
            return wanted.equals(claimed.textValue());
        }
        for (JsonNode member : claimed) {
            if (claimed.isArray() && wanted.equals(member.textValue())) {
                return true;
            }
        }
        return false;
    }

    static boolean isName(@Nullable String text) {
        return text != null
                && !text.isBlank()
                && text.length() <= MAX_NAME
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isName(JsonNode value) {
        return isName(value.textValue());
    }

    private static @Nullable JsonNode json(String part) {
        byte[] text = decoded(part);
        if (text == null) {
            return null;
        }
        try {
            JsonNode tree = JsonCodec.MAPPER.readTree(text);
            return tree != null && tree.isObject() ? tree : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** Strict base64url (RFC 7515 §2): no padding and no other spelling of the same bytes. */
    private static byte @Nullable [] decoded(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part) ? bytes : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
