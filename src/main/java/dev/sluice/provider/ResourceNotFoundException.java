package dev.sluice.provider;

/** There is no such resource. It is the caller's mistake and never counts against the provider. */
public final class ResourceNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param uri what was asked for */
    public ResourceNotFoundException(String uri) {
        super("There is no resource " + uri, null, false, false);
    }
}
