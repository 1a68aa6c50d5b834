package dev.sluice.provider.rest;

/** An argument cannot be sent as the tool's request wants it: the caller's mistake, told to the model. */
final class BadArgumentException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message which argument, and what is wrong with it */
    BadArgumentException(String message) {
        super(message, null, false, false);
    }
}
