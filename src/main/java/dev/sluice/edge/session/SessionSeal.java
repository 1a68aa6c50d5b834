package dev.sluice.edge.session;

import dev.sluice.config.Secret;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Revision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link Session} into text and back: AES-256-GCM over a fixed layout, Base64 without padding in the alphabet
 * for URLs. The key comes from configuration by HKDF-SHA256 (RFC 5869), so that every node opens what any node sealed,
 * or is random. Immutable and thread-safe.
 *
 * <p>Layout: version (1 byte, authenticated), nonce (12), then sealed: revision (1), issued at (8), expires at (8),
 * owner (16), capabilities (1), id (12); tag (16).
 */
public final class SessionSeal {
    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int OWNER = 16;
    private static final int ID = 12;
    private static final int PLAIN = 1 + 8 + 8 + OWNER + 1 + ID;
    private static final int TAG_BITS = 128;
    private static final int SEALED = 1 + NONCE + PLAIN + TAG_BITS / 8;
    private static final int TEXT = (SEALED * 4 + 2) / 3;
    /** Revisions by the number that stands for them in the layout; only ever appended to. */
    private static final List<Revision> REVISIONS =
            List.of(Revision.V2024_11_05, Revision.V2025_03_26, Revision.V2025_06_18, Revision.V2025_11_25);

    private static final HexFormat HEX = HexFormat.of();

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    private SessionSeal(SecretKey key) {
        this.key = key;
    }

    /** A seal with the key derived from this secret, or with a random key that dies with the process. */
    public static SessionSeal of(Optional<Secret> secret) {
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
                                    .thenExpand("sluice session id v1".getBytes(StandardCharsets.US_ASCII), 32));
            return new SessionSeal(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HKDF-SHA256", e);
        }
    }

    /** The owner of sessions that a principal with this key starts. */
    public static String ownerOf(String principalKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(principalKey.getBytes(StandardCharsets.UTF_8));
            return HEX.formatHex(digest, 0, OWNER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }

    /** A new random session id part. */
    String newId() {
        byte[] id = new byte[ID];
        random.nextBytes(id);
        return HEX.formatHex(id);
    }

    /** The session as text of {@code [A-Za-z0-9_-]}. */
    String seal(Session session) {
        ByteBuffer plain = ByteBuffer.allocate(PLAIN)
                .put((byte) REVISIONS.indexOf(session.revision()))
                .putLong(session.issuedAt())
                .putLong(session.expiresAt())
                .put(HEX.parseHex(session.owner()))
                .put((byte) session.capabilities().bits())
                .put(HEX.parseHex(session.id()));
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain.array());
            byte[] all = ByteBuffer.allocate(SEALED)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** The session that was sealed, null when the text was not made by this seal. */
    @Nullable
    Session open(String text) {
        if (text.length() != TEXT) {
            return null;
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            if (all.length != SEALED || all[0] != VERSION) {
                return null;
            }
            byte[] nonce = new byte[NONCE];
            System.arraycopy(all, 1, nonce, 0, NONCE);
            return read(
                    ByteBuffer.wrap(cipher(Cipher.DECRYPT_MODE, nonce).doFinal(all, 1 + NONCE, SEALED - 1 - NONCE)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Session read(ByteBuffer plain) {
        Revision revision = REVISIONS.get(plain.get());
        long issuedAt = plain.getLong();
        long expiresAt = plain.getLong();
        byte[] owner = new byte[OWNER];
        plain.get(owner);
        ClientCapabilities capabilities = new ClientCapabilities(plain.get() & 0xff);
        byte[] id = new byte[ID];
        plain.get(id);
        return new Session(revision, issuedAt, expiresAt, HEX.formatHex(owner), capabilities, HEX.formatHex(id));
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(new byte[] {VERSION});
        return cipher;
    }
}
