package dev.sluice.provider.rest;

/** The configuration of a REST service, or a document that describes it, cannot be used. */
final class RestSetupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and where, without a full stop */
    RestSetupException(String message) {
        super(message, null, false, false);
    }
}
