package dev.sluice.provider;

import org.jspecify.annotations.Nullable;

/** A provider cannot be served. The message names it, the tool where there is one, and how to mend it. */
public final class ProviderStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause null when it cannot start as it is configured */
    ProviderStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ProviderStartException(String message) {
        super(message);
    }

    /**
     * A provider that cannot start as it is configured, whatever becomes of the rest of the world.
     *
     * @param reason what is wrong and where, without a full stop
     */
    public static ProviderStartException misconfigured(String name, String reason) {
        return new ProviderStartException(sentence(name, reason));
    }

    static String sentence(String name, String reason) {
        return "Provider \"" + name + "\" failed to start: " + reason + "." + remedy(name);
    }

    static String remedy(String name) {
        return " Mend it, or switch it off with providers." + name + ".enabled: false.";
    }

    /** Whether it may start another time although nobody has changed its configuration. */
    public boolean mayPass() {
        return getCause() != null;
    }
}
