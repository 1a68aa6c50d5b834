package dev.sluice.provider.upstream.modern;

/** An upstream speaks in the modern era, but wants to be asked again: in another revision, or so it says in the same. */
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
