package dev.sluice.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.JsonCodec;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;

/** Key pairs of every family, made once, and their public halves as PEM and JWK. */
final class TestKeys {
    static final KeyPair RSA = rsa(2048);
    static final KeyPair WEAK_RSA = rsa(1024);
    static final KeyPair P256 = ec("secp256r1");
    static final KeyPair P256_OTHER = ec("secp256r1");
    static final KeyPair P384 = ec("secp384r1");
    static final KeyPair P521 = ec("secp521r1");
    static final KeyPair ED25519 = pair("Ed25519");

    private TestKeys() {}

    static KeyPair of(String algorithm) {
        return switch (algorithm) {
            case "ES256" -> P256;
            case "ES384" -> P384;
            case "ES512" -> P521;
            case "EdDSA" -> ED25519;
            default -> RSA;
        };
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Without {@code alg} and {@code use}. */
    static ObjectNode jwk(String kid, PublicKey key) {
        ObjectNode jwk = JsonCodec.MAPPER.createObjectNode().put("kid", kid);
        switch (key) {
            case RSAPublicKey rsa ->
                jwk.put("kty", "RSA")
                        .put("n", url(unsigned(rsa.getModulus(), 0)))
                        .put("e", url(unsigned(rsa.getPublicExponent(), 0)));
            case ECPublicKey ec -> {
                int bits = ec.getParams().getCurve().getField().getFieldSize();
                jwk.put("kty", "EC")
                        .put("crv", "P-" + bits)
                        .put("x", url(unsigned(ec.getW().getAffineX(), (bits + 7) / 8)))
                        .put("y", url(unsigned(ec.getW().getAffineY(), (bits + 7) / 8)));
            }
            default -> {
                byte[] spki = key.getEncoded();
                jwk.put("kty", "OKP")
                        .put("crv", "Ed25519")
                        .put("x", url(Arrays.copyOfRange(spki, spki.length - 32, spki.length)));
            }
        }
        return jwk;
    }

    static String set(ObjectNode... keys) {
        ObjectNode set = JsonCodec.MAPPER.createObjectNode();
        set.putArray("keys").addAll(Stream.of(keys).toList());
        return set.toString();
    }

    static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String url(String text) {
        return url(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] unsigned(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] bare = signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
        byte[] padded = new byte[Math.max(length, bare.length)];
        System.arraycopy(bare, 0, padded, padded.length - bare.length, bare.length);
        return padded;
    }

    private static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
