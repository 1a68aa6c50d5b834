package dev.sluice.edge.session;

import dev.sluice.config.Secret;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Revision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link Session} into text and back. Immutable and thread-safe.
 *
 * <p>Layout of what is sealed: revision (1), issued at (8), expires at (8), owner (16), capabilities (1), id (12).
 */
public final class SessionSeal {
    private static final int OWNER = 16;
    private static final int ID = 12;
    private static final int PLAIN = 1 + 8 + 8 + OWNER + 1 + ID;
    private static final int TEXT = Sealer.textLength(PLAIN);
    /** Revisions by the number that stands for them in the layout; only ever appended to. */
    private static final List<Revision> REVISIONS =
            List.of(Revision.V2024_11_05, Revision.V2025_03_26, Revision.V2025_06_18, Revision.V2025_11_25);

    private static final HexFormat HEX = HexFormat.of();

    private final Sealer sealer;

    private SessionSeal(Sealer sealer) {
        this.sealer = sealer;
    }

    /** A seal with the key derived from this secret, or with a random key that dies with the process. */
    public static SessionSeal of(Optional<Secret> secret) {
        return new SessionSeal(Sealer.of(secret, "sluice session id v1"));
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
        return HEX.formatHex(sealer.random(ID));
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
        return sealer.seal(plain.array());
    }

    /** The session that was sealed, null when the text was not made by this seal. */
    @Nullable
    Session open(String text) {
        if (text.length() != TEXT) {
            return null;
        }
        byte[] plain = sealer.open(text);
        return plain == null || plain.length != PLAIN ? null : read(ByteBuffer.wrap(plain));
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
}
