package dev.sluice.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** An owner whose work is done step by step, when the test says so. */
final class ManualOwner implements OwnerLoop {
    private final ManualClock clock;
    private final Deque<Runnable> work = new ArrayDeque<>();
    private long alarmAt = Long.MAX_VALUE;
    private @Nullable Runnable wake;
    private int messages;

    ManualOwner(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable step) {
        messages++;
        work.add(step);
    }

    @Override
    public Alarm alarm() {
        return (epochMillis, then) -> {
            alarmAt = epochMillis;
            wake = then;
        };
    }

    /** Does one piece of work if there is any. */
    void step() {
        Runnable next = work.poll();
        if (next != null) {
            next.run();
        }
    }

    /** Does all the work and rings the alarm if it is time. */
    void settle() {
        while (!work.isEmpty()) {
            step();
        }
        Runnable due = wake;
        if (due != null && alarmAt <= clock.millis()) {
            wake = null;
            due.run();
            settle();
        }
    }

    /** How many messages the owner was ever sent. */
    int messages() {
        return messages;
    }
}
