package dev.sluice.provider.upstream;

/** An upstream speaks in the modern era, but in another revision than the one it was asked in. */
final class OtherRevisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String revision;

    OtherRevisionException(String revision) {
        super("The upstream wants revision " + revision + '.', null, false, false);
        this.revision = revision;
    }

    /** The one that it speaks and that is known here. */
    String revision() {
        return revision;
    }
}
