package dev.sluice.identity;

/**
 * The gateway cannot tell who is calling, so it does not start. The message is one sentence for the operator: what is
 * wrong, where, and how to mend it. It holds no secret.
 */
public final class NoUsableKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoUsableKeyException(String message) {
        super(message, null, false, false);
    }
}
