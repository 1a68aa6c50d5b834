package dev.sluice.bus;

/** Where a node is in its life. */
public enum Serving {
    /** Not everything is up. */
    STARTING,
    /** Takes work. */
    READY,
    /** Finishes what it has and takes nothing new. */
    DRAINING
}
