package dev.sluice.mcp;

/** The bytes are not the JSON they should be; the message says what is wrong and at which byte, and nothing else. */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message, null, false, false);
    }
}
