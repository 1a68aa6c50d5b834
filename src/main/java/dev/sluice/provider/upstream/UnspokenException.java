package dev.sluice.provider.upstream;

/** An upstream answers, but does not speak in the way that was tried; another may do. */
final class UnspokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence that says what it answered instead */
    UnspokenException(String message) {
        super(message, null, false, false);
    }
}
