package dev.sluice.admission;

/** The time for draining was over before every call was. */
public final class CallsLeftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int running;
    private final int waiting;

    CallsLeftException(int running, int waiting) {
        super(running + " calls were still running and " + waiting + " waiting when the time to drain was over");
        this.running = running;
        this.waiting = waiting;
    }

    /** Calls that were still running. */
    public int running() {
        return running;
    }

    /** Calls that were still waiting, and are refused now. */
    public int waiting() {
        return waiting;
    }
}
