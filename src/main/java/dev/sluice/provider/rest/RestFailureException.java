package dev.sluice.provider.rest;

/** A service failed: its own fault, which counts against its breaker. */
final class RestFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message for the log; nothing of what the service said */
    RestFailureException(String message) {
        super(message, null, false, false);
    }
}
