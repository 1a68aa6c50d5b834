package dev.sluice.ledger;

/** The ledger's database cannot be used. The message is one sentence for an operator, without credentials. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseException(String message) {
        super(message);
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
