package dev.sluice.config;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * A private key from a PEM block: PKCS#8, or the older forms of RSA (PKCS#1) and EC (RFC 5915), which lack the name
 * of the algorithm. It is taken from the certificate's key, which has to be of the same algorithm anyway.
 */
final class PemKey {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private PemKey() {}

    /** Whether the private key belongs to the public one: what the one signs, the other verifies. */
    static boolean isPair(PemFile.Block block, PublicKey publicKey) {
        try {
            byte[] der = block.label().equals("PRIVATE KEY") ? block.der() : wrapped(block.der(), publicKey);
            PrivateKey key =
                    KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
            byte[] message = new byte[32];
            new SecureRandom().nextBytes(message);
            Signature signature = Signature.getInstance(algorithm(publicKey));
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String algorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    /** {@code PrivateKeyInfo} of RFC 5208 around a bare key. */
    private static byte[] wrapped(byte[] bare, PublicKey publicKey) {
        return element(SEQUENCE, joined(VERSION_0, algorithmIdentifier(publicKey), element(OCTET_STRING, bare)));
    }

    /** The first element inside of {@code SubjectPublicKeyInfo}. */
    private static byte[] algorithmIdentifier(PublicKey key) {
        byte[] info = key.getEncoded();
        int start = 1 + lengthBytes(info, 1);
        int end = start + 1 + lengthBytes(info, start + 1) + length(info, start + 1);
        if (end > info.length) {
            throw new IllegalArgumentException("a public key cut short");
        }
        return Arrays.copyOfRange(info, start, end);
    }

    private static int lengthBytes(byte[] der, int at) {
        int first = der[at] & 0xFF;
        return first < 0x80 ? 1 : 1 + (first & 0x7F);
    }

    private static int length(byte[] der, int at) {
        int first = der[at] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 1; i <= (first & 0x7F); i++) {
            length = (length << 8) | (der[at + i] & 0xFF);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] header = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length <= 0xFF
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return joined(header, content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
