package dev.sluice.provider.upstream.parked;

import dev.sluice.bus.Call;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * The place of one call among those that are parked: taken with its first question, kept for its result, and left at a time
 * limit at the latest. Confined to the home loop.
 */
final class ParkedPlace {
    private final ParkedCalls home;
    private final ParkedCall call;
    private final ParkedAlarm deadline;
    private @Nullable String id;
    private boolean overdue;

    ParkedPlace(ParkedCalls home, ParkedCall call) {
        this.home = home;
        this.call = call;
        this.deadline = new ParkedAlarm(home.timers(), this::late);
    }

    boolean isTaken() {
        return id != null;
    }

    /** Takes it for a round, if it has not been taken. Why the call may not be parked; null when it may. */
    @Nullable
    Refusal take(Call round) {
        int maxRounds = home.bounds().maxRounds();
        if (round.answers().round() + 1 > maxRounds) {
            return Refusal.of(RefusalCode.PROVIDER_FAILED, "The call asks more often than dialogue.maxRounds allows.")
                    .with("limit", maxRounds);
        }
        if (overdue) {
            return Refusal.of(RefusalCode.TIMEOUT, "The call asks again after dialogue.timeout.");
        }
        if (id == null) {
            id = home.admit(call);
            if (id == null) {
                return ParkedCalls.full(home.bounds().maxParked());
            }
            deadline.on(home.bounds().dialogue());
        }
        return null;
    }

    /** What leads back to it. */
    ParkedState state(Call first, int round) {
        return new ParkedState(id == null ? "" : id, ParkedCalls.nodeOf(first), round);
    }

    /** The call has ended, and its result stays. */
    void keep() {
        home.keep(call);
    }

    /** The result is on its way to the caller, and kept for a while in case that it gets lost. */
    void fetched() {
        deadline.on(home.bounds().keep());
    }

    private void late() {
        overdue = true;
        call.overdue();
    }

    void leave() {
        deadline.off();
        if (id != null) {
            home.remove(id);
        }
    }
}
