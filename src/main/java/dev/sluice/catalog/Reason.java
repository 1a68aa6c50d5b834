package dev.sluice.catalog;

/** Why something that is offered is not served. */
enum Reason {
    /** Something before it has the same name or URI. */
    COLLISION,
    /** Its name is none that clients accept. */
    NAME,
    /** Its definition or its input schema cannot be used. */
    DEFINITION,
    /** Its definition is new or has changed, and nobody has accepted it yet. */
    REVIEW,
    /** There are as many already as are allowed. */
    BOUND;

    /** As the value of a tag. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
