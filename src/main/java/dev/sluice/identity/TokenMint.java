package dev.sluice.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.config.Secret;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens for trying things out, with the same secret that the gateway verifies them with. */
public final class TokenMint {
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String HMAC = "HmacSHA256";

    private TokenMint() {}

    /**
     * A token signed with HS256 (RFC 7518 §3.2), issued now, with a random {@code jti}.
     *
     * @throws NoUsableKeyException when the secret is too short to sign with
     */
    public static String mint(Secret secret, TokenRequest request, InstantSource clock) {
        try {
            String text = part(HEADER.getBytes(StandardCharsets.UTF_8))
                    + '.'
                    + part(RawJson.of(claims(request, clock)).toBytes());
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(VerificationKey.secretBytes(secret), HMAC));
            return text + '.' + part(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (UnusableKeyException e) {
            throw new NoUsableKeyException("auth.secret (JWT_SECRET) " + e.reason() + ".");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    private static JsonNode claims(TokenRequest request, InstantSource clock) {
        long now = clock.instant().getEpochSecond();
        ObjectNode claims = JsonCodec.MAPPER.createObjectNode();
        request.issuer().ifPresent(issuer -> claims.put("iss", issuer));
        claims.put("sub", request.subject());
        request.audience().ifPresent(audience -> claims.put("aud", audience));
        request.email().ifPresent(email -> claims.put("email", email));
        putRoles(claims, request);
        claims.put("iat", now);
        claims.put("exp", now + request.expires().toSeconds());
        claims.put("jti", UUID.randomUUID().toString());
        return claims;
    }

    private static void putRoles(ObjectNode claims, TokenRequest request) {
        String[] path = request.rolesClaim().split("/", -1);
        boolean isUri = request.rolesClaim().contains("://");
        ObjectNode at = claims;
        for (int i = 0; !isUri && i < path.length - 1; i++) {
            at = at.withObjectProperty(path[i]);
        }
        var roles = at.putArray(isUri ? request.rolesClaim() : path[path.length - 1]);
        request.roles().forEach(roles::add);
    }

    private static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
