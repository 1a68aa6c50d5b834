package dev.sluice.config;

/** What becomes of tool definitions that nobody has accepted. */
public enum PinMode {
    /** The first definition seen under a name is pinned; one that differs from it is withheld until it is accepted. */
    FIRST_USE,
    /** Every definition is withheld until it is accepted. */
    REVIEW,
    /** Definitions are not pinned. */
    OFF
}
