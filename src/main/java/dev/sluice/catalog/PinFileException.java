package dev.sluice.catalog;

/** A file of pins cannot be read or written. The message says which, and what is wrong with it. */
public final class PinFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PinFileException(String message, Throwable cause) {
        super(message, cause);
    }

    PinFileException(String message) {
        super(message);
    }
}
