package dev.sluice.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys out of PEM text (RFC 7468): {@code PUBLIC KEY} and {@code CERTIFICATE} blocks. */
final class PublicKeyPem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final List<String> FACTORIES = List.of("RSA", "EC", "EdDSA");

    private PublicKeyPem() {}

    /**
     * @return the keys in their order, at least one
     * @throws UnusableKeyException when there is none, one cannot be read, or a private key lies among them
     */
    static List<PublicKey> parse(String pem) throws UnusableKeyException {
        List<PublicKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            keys.add(key(String.valueOf(block.group(1)), String.valueOf(block.group(2))));
        }
        if (keys.isEmpty()) {
            throw new UnusableKeyException("holds no PEM block, expected -----BEGIN PUBLIC KEY-----");
        }
        return keys;
    }

    private static PublicKey key(String kind, String body) throws UnusableKeyException {
        try {
            byte[] der = Base64.getMimeDecoder().decode(body.getBytes(StandardCharsets.US_ASCII));
            return switch (kind) {
                case "PUBLIC KEY" -> publicKey(der);
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der))
                            .getPublicKey();
                case "RSA PUBLIC KEY" ->
                    throw new UnusableKeyException(
                            "is in PKCS#1 form, convert it with: openssl rsa -RSAPublicKey_in -pubout");
                default ->
                    throw new UnusableKeyException("holds a block " + kind
                            + " where only public keys belong, extract one with: openssl pkey -pubout");
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnusableKeyException("holds a " + kind + " block that cannot be read");
        }
    }

    private static PublicKey publicKey(byte[] der) throws UnusableKeyException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
        for (String factory : FACTORIES) {
            try {
                return KeyFactory.getInstance(factory).generatePublic(spec);
            } catch (GeneralSecurityException notOfThisKind) {
                // The text does not say which kind it is, so each is tried.
            }
        }
        throw new UnusableKeyException(
                "holds a public key that is neither RSA nor EC (P-256, P-384, P-521) nor Ed25519");
    }
}
