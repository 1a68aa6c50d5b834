package dev.sluice.provider.upstream.dialect;

/** An upstream answers, but does not speak in the way that was tried; another may do. */
public final class UnspokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence that says what it answered instead */
    public UnspokenException(String message) {
        super(message, null, false, false);
    }
}
