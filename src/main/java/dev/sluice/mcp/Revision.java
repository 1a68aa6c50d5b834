package dev.sluice.mcp;

import java.util.Optional;

/**
 * A published revision of the Model Context Protocol. Revisions up to 2025-11-25 are <em>legacy</em> (a handshake
 * opens a session); from 2026-07-28 on they are <em>modern</em> (every request carries its own metadata).
 */
public enum Revision {
    V2024_11_05("2024-11-05"),
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25"),
    V2026_07_28("2026-07-28");

    /** What a handshake is answered with when it asks for a revision we do not speak. */
    public static final Revision LATEST_LEGACY = V2025_11_25;

    /** The language of the core. */
    public static final Revision LATEST = V2026_07_28;

    private final String wire;

    Revision(String wire) {
        this.wire = wire;
    }

    /** The date by which the revision is named on the wire. */
    public String wire() {
        return wire;
    }

    public boolean isModern() {
        return compareTo(V2026_07_28) >= 0;
    }

    public boolean isAtLeast(Revision other) {
        return compareTo(other) >= 0;
    }

    /** Whether a version name is a date on or after the first modern revision, whether or not we speak it. */
    public static boolean isModernName(String wire) {
        if (wire.length() != V2026_07_28.wire.length()) {
            return false;
        }
        for (int i = 0; i < wire.length(); i++) {
            boolean dash = i == 4 || i == 7;
            if (dash ? wire.charAt(i) != '-' : !isDigit(wire.charAt(i))) {
                return false;
            }
        }
        return wire.compareTo(V2026_07_28.wire) >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The revision of this name, empty when we do not speak it. */
    public static Optional<Revision> of(String wire) {
        for (Revision revision : values()) {
            if (revision.wire.equals(wire)) {
                return Optional.of(revision);
            }
        }
        return Optional.empty();
    }
}
