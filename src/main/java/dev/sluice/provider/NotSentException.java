package dev.sluice.provider;

/** A call never reached its server, so it did nothing there; its provider's fault all the same. */
public final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence for the log */
    public NotSentException(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
