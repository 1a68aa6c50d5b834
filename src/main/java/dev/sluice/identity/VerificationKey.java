package dev.sluice.identity;

import dev.sluice.config.Secret;
import dev.sluice.identity.SignatureAlgorithm.KeyFamily;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One key that tokens are verified with. Immutable.
 *
 * @param label what people call it in logs and messages
 * @param id the {@code kid} it is published under, null when it has none
 * @param algorithms the algorithms it may be used with, never empty
 * @param modulusLength bytes of an RSA signature, 0 for other families
 * @param material the secret itself, or the public key as PEM
 */
record VerificationKey(
        String label, @Nullable String id, Set<SignatureAlgorithm> algorithms, int modulusLength, Buffer material) {
    /** RFC 7518 §3.2: a key at least as long as the hash of HS256. */
    static final int MIN_SECRET_BYTES = 32;

    VerificationKey {
        algorithms = Set.copyOf(algorithms);
    }

    /**
     * @throws UnusableKeyException when the secret is too short or no HMAC algorithm is allowed
     */
    static VerificationKey ofSecret(Secret secret, Set<SignatureAlgorithm> allowed) throws UnusableKeyException {
        byte[] bytes = secretBytes(secret);
        return new VerificationKey("auth.secret", null, some(KeyFamily.HMAC, allowed), 0, Buffer.buffer(bytes));
    }

    /**
     * @param narrowed the allowed algorithms, or fewer when the key says what it is for
     * @throws UnusableKeyException when the key is weak, of an unknown kind, or of no use for these algorithms
     */
    static VerificationKey ofPublicKey(
            String label, @Nullable String id, PublicKey key, Set<SignatureAlgorithm> narrowed)
            throws UnusableKeyException {
        KeyFamily family = PublicKeyFamily.of(key);
        int modulusLength = key instanceof RSAPublicKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 : 0;
        return new VerificationKey(label, id, some(family, narrowed), modulusLength, pem(key));
    }

    /**
     * @throws UnusableKeyException when it is shorter than {@link #MIN_SECRET_BYTES}
     */
    static byte[] secretBytes(Secret secret) throws UnusableKeyException {
        byte[] bytes = secret.reveal().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_SECRET_BYTES) {
            throw new UnusableKeyException("has " + bytes.length + " bytes and needs at least " + MIN_SECRET_BYTES
                    + " (RFC 7518 section 3.2), make one with: openssl rand -base64 48");
        }
        return bytes;
    }

    /** Bytes that a signature of this key has with this algorithm. */
    int signatureLength(SignatureAlgorithm algorithm) {
        return algorithm.family() == KeyFamily.RSA ? modulusLength : algorithm.signatureLength();
    }

    /** Never shows the material. */
    @Override
    public String toString() {
        return "VerificationKey[" + label + "]";
    }

    private static Set<SignatureAlgorithm> some(KeyFamily family, Set<SignatureAlgorithm> allowed)
            throws UnusableKeyException {
        Set<SignatureAlgorithm> usable = family.among(allowed);
        if (usable.isEmpty()) {
            throw new UnusableKeyException(
                    "is a key of the " + family + " family, of which auth.algorithms allows none");
        }
        return usable;
    }

    private static Buffer pem(PublicKey key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return Buffer.buffer("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    }
}
