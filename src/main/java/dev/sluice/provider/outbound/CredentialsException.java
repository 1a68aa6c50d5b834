package dev.sluice.provider.outbound;

/** The gateway could not get a token of its own for a service. */
public final class CredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what went wrong, without any secret */
    public CredentialsException(String message) {
        super(message, null, false, false);
    }
}
