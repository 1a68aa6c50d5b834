package dev.sluice.edge.session;

import dev.sluice.config.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into text that nobody else can read or change, and back: AES-256-GCM, Base64 without padding in the alphabet
 * for URLs. The key comes from configuration by HKDF-SHA256 (RFC 5869), so that every node opens what any node sealed, or is
 * random. Each purpose has a key of its own. Immutable and thread-safe.
 *
 * <p>Layout: version (1 byte, authenticated), nonce (12), sealed bytes, tag (16).
 */
public final class Sealer {
    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    private Sealer(SecretKey key) {
        this.key = key;
    }

    /**
     * A sealer with a key derived from this secret, or with a random key that dies with the process.
     *
     * @param purpose what is sealed, such as {@code sluice session id v1}
     */
    public static Sealer of(Optional<Secret> secret, String purpose) {
        try {
            byte[] material = new byte[32];
            if (secret.isPresent()) {
                material = secret.get().reveal().getBytes(StandardCharsets.UTF_8);
            } else {
                new SecureRandom().nextBytes(material);
            }
            SecretKey key = KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(new SecretKeySpec(material, "HKDF"))
                                    .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), 32));
            return new Sealer(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HKDF-SHA256", e);
        }
    }

    /** Characters that so many bytes take when they are sealed. */
    public static int textLength(int bytes) {
        return ((1 + NONCE + bytes + TAG) * 4 + 2) / 3;
    }

    /** Random bytes of the same source as the keys. */
    byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The bytes as text of {@code [A-Za-z0-9_-]}. */
    public String seal(byte[] plain) {
        byte[] nonce = random(NONCE);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
            byte[] all = ByteBuffer.allocate(1 + NONCE + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** The bytes that were sealed, null when the text, to the letter, was not made by this sealer. */
    public byte @Nullable [] open(String text) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            if (all.length < 1 + NONCE + TAG || all[0] != VERSION || !isSpelledAsSealed(text, all)) {
                return null;
            }
            byte[] nonce = new byte[NONCE];
            System.arraycopy(all, 1, nonce, 0, NONCE);
            return cipher(Cipher.DECRYPT_MODE, nonce).doFinal(all, 1 + NONCE, all.length - 1 - NONCE);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The decoder lets padding pass, and bits behind the last byte: other texts that would mean the same. */
    private static boolean isSpelledAsSealed(String text, byte[] all) {
        int rest = all.length % 3;
        if (text.length() != (all.length * 4 + 2) / 3) {
            return false;
        }
        byte[] last = Arrays.copyOfRange(all, all.length - rest, all.length);
        return text.endsWith(Base64.getUrlEncoder().withoutPadding().encodeToString(last));
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(new byte[] {VERSION});
        return cipher;
    }
}
