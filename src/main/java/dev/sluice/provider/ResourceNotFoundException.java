package dev.sluice.provider;

/** There is no such resource. It is the caller's mistake and never counts against the provider. */
public final class ResourceNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String uri;

    /** @param uri what was asked for */
    public ResourceNotFoundException(String uri) {
        super("There is no resource " + uri, null, false, false);
        this.uri = uri;
    }

    /** What was asked for. */
    public String uri() {
        return uri;
    }
}
