package dev.sluice.provider;

/**
 * The tool refuses this caller (not this moment): answered as INSUFFICIENT_PERMISSIONS, audited, and never counted
 * against the provider.
 */
public final class ToolRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message shown to the caller */
    public ToolRefusedException(String message) {
        super(message, null, false, false);
    }
}
