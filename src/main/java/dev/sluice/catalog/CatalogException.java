package dev.sluice.catalog;

/** The catalogue cannot be built. The message says which tool is wrong and how to mend it. */
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String said;

    CatalogException(String message) {
        super(message);
        this.said = message;
    }

    /** The message. */
    String said() {
        return said;
    }
}
