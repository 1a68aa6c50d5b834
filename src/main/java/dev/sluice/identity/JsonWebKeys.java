package dev.sluice.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Key Set (RFC 7517) as far as it is of use: public signature keys only.
 *
 * <p>Symmetric keys are dropped, because a set is public and whoever reads it could sign. A key without {@code alg}
 * serves every allowed algorithm of its family; nothing is derived from {@code kty} alone.
 *
 * @param keys the usable ones
 * @param dropped one clause for each of the others, with its name and the reason
 */
record JsonWebKeys(List<VerificationKey> keys, List<String> dropped) {
    /** More keys than any issuer publishes; the rest is dropped. */
    static final int MAX_KEYS = 64;

    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    JsonWebKeys {
        keys = List.copyOf(keys);
        dropped = List.copyOf(dropped);
    }

    /**
     * @throws UnusableKeyException when it is not a key set at all
     */
    static JsonWebKeys parse(byte[] json, Set<SignatureAlgorithm> allowed) throws UnusableKeyException {
        JsonNode members = members(json);
        List<VerificationKey> keys = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (int i = 0; i < members.size() && i < MAX_KEYS; i++) {
            JsonNode jwk = members.get(i);
            String id = text(jwk, "kid");
            String label = id == null ? "key " + (i + 1) : "key \"" + KeyLabel.clip(id) + '"';
            try {
                keys.add(key(label, id, jwk, allowed));
            } catch (UnusableKeyException e) {
                dropped.add(label + ' ' + e.reason());
            }
        }
        if (members.size() > MAX_KEYS) {
            dropped.add((members.size() - MAX_KEYS) + " keys beyond the bound of " + MAX_KEYS);
        }
        return new JsonWebKeys(keys, dropped);
    }

    private static JsonNode members(byte[] json) throws UnusableKeyException {
        try {
            JsonNode members = JsonCodec.MAPPER.readTree(json).path("keys");
            if (members.isArray()) {
                return members;
            }
        } catch (IOException notJson) {
            throw new UnusableKeyException("is not JSON");
        }
        throw new UnusableKeyException("is not a JSON Web Key Set, it has no array \"keys\"");
    }

    private static VerificationKey key(String label, @Nullable String id, JsonNode jwk, Set<SignatureAlgorithm> allowed)
            throws UnusableKeyException {
        String use = text(jwk, "use");
        if (use != null && !use.equals("sig")) {
            throw new UnusableKeyException("is for the use " + KeyLabel.clip(use) + ", not for signatures");
        }
        if (jwk.path("key_ops").isArray() && !holds(jwk.path("key_ops"), "verify")) {
            throw new UnusableKeyException("is not for the operation verify");
        }
        return VerificationKey.ofPublicKey(label, id, publicKey(jwk), narrowed(jwk, allowed));
    }

    private static Set<SignatureAlgorithm> narrowed(JsonNode jwk, Set<SignatureAlgorithm> allowed)
            throws UnusableKeyException {
        String alg = text(jwk, "alg");
        if (alg == null) {
            return allowed;
        }
        SignatureAlgorithm algorithm = SignatureAlgorithm.named(alg);
        if (algorithm == null || !allowed.contains(algorithm)) {
            throw new UnusableKeyException(
                    "is for the algorithm " + KeyLabel.clip(alg) + ", which auth.algorithms does not allow");
        }
        return EnumSet.of(algorithm);
    }

    private static PublicKey publicKey(JsonNode jwk) throws UnusableKeyException {
        String kty = required(jwk, "kty");
        try {
            return switch (kty) {
                case "RSA" ->
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
                case "EC" ->
                    KeyFactory.getInstance("EC")
                            .generatePublic(new ECPublicKeySpec(
                                    new ECPoint(number(jwk, "x"), number(jwk, "y")),
                                    PublicKeyFamily.curve(required(jwk, "crv"))));
                case "OKP" -> ed25519(jwk);
                case "oct" -> throw new UnusableKeyException("is symmetric (kty oct), which a key set must not be");
                default -> throw new UnusableKeyException("has the unsupported kty " + KeyLabel.clip(kty));
            };
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyException("is not a valid " + kty + " key");
        }
    }

    private static PublicKey ed25519(JsonNode jwk) throws UnusableKeyException, GeneralSecurityException {
        String crv = required(jwk, "crv");
        byte[] x = bytes(jwk, "x");
        if (!crv.equals("Ed25519") || x.length != 32) {
            throw new UnusableKeyException("is not an Ed25519 key");
        }
        byte[] spki = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, spki, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, spki, ED25519_PREFIX.length, x.length);
        return KeyFactory.getInstance("EdDSA").generatePublic(new X509EncodedKeySpec(spki));
    }

    private static BigInteger number(JsonNode jwk, String member) throws UnusableKeyException {
        return new BigInteger(1, bytes(jwk, member));
    }

    private static byte[] bytes(JsonNode jwk, String member) throws UnusableKeyException {
        try {
            return Base64.getUrlDecoder().decode(required(jwk, member));
        } catch (IllegalArgumentException notBase64) {
            throw new UnusableKeyException("has a member " + member + " that is not base64url");
        }
    }

    private static String required(JsonNode jwk, String member) throws UnusableKeyException {
        String value = text(jwk, member);
        if (value == null) {
            throw new UnusableKeyException("has no member " + member);
        }
        return value;
    }

    private static @Nullable String text(JsonNode jwk, String member) {
        JsonNode value = jwk.get(member);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    private static boolean holds(JsonNode array, String wanted) {
        for (JsonNode member : array) {
            if (wanted.equals(member.textValue())) {
                return true;
            }
        }
        return false;
    }
}
