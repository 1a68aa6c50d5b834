package dev.sluice.provider.upstream.process;

/** A child cannot be started, or a message was not carried to it. */
public final class ChildException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;

    /**
     * @param message one sentence for the log; nothing of the environment or of messages is in it
     * @param sent whether the child may have read something of the message
     */
    ChildException(String message, boolean sent) {
        super(message, null, false, false);
        this.sent = sent;
    }

    /** Whether the child may have read something of the message; otherwise it surely did nothing. */
    public boolean mayHaveBeenRead() {
        return sent;
    }
}
