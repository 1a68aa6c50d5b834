package dev.sluice.config;

import java.security.SecureRandom;
import java.util.Base64;

/** A value that never shows itself: not in logs, not in messages, not in {@code toString}. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** One that nobody can guess. */
    public static Secret random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new Secret(Base64.getEncoder().encodeToString(bytes));
    }

    /** The value itself, for whoever must use it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
