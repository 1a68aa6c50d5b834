package dev.sluice.provider.upstream.parked;

import java.time.Duration;

/** One thing that is done later unless it is called off; putting it on again puts it off. Confined to one thread. */
final class ParkedAlarm {
    private static final long OFF = Long.MIN_VALUE;

    private final ParkedCalls.Timers timers;
    private final Runnable action;
    private long timer = OFF;

    ParkedAlarm(ParkedCalls.Timers timers, Runnable action) {
        this.timers = timers;
        this.action = action;
    }

    void on(Duration delay) {
        off();
        timer = timers.set(delay, () -> {
            timer = OFF;
            action.run();
        });
    }

    void off() {
        if (timer != OFF) {
            timers.cancel(timer);
            timer = OFF;
        }
    }
}
