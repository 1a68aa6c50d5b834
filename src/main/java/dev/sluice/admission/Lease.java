package dev.sluice.admission;

/**
 * The right to run, taken from one gate. Belongs to one call and is touched on that call's context only; released
 * exactly once, whatever becomes of the call.
 */
final class Lease {
    private final Gate gate;
    private final long since;
    private boolean released;

    /**
     * @param since when it was taken, ms since the epoch
     */
    Lease(Gate gate, long since) {
        this.gate = gate;
        this.since = since;
    }

    void release(long now) {
        if (released) {
            throw new AssertionError("a lease of gate " + gate.name() + " was released twice");
        }
        released = true;
        gate.release(now - since);
    }
}
