package dev.sluice.admission;

import java.util.concurrent.Executor;

/** The one thread that owns every queue of the node, as the gates see it. */
interface OwnerLoop extends Executor {
    /** Runs work on the owner's thread, later and in order. Any thread. */
    @Override
    void execute(Runnable work);

    /** A new alarm clock that rings on the owner's thread. */
    Alarm alarm();
}
