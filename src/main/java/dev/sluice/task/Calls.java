package dev.sluice.task;

import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskView;
import io.vertx.core.Future;
import java.time.Duration;

/** What the tasks need of the world. All of it is used, and answers, on the event loop of the tasks' owner. */
interface Calls {
    /**
     * Sends a call the way of all calls.
     *
     * @return completes with its outcome, a refusal included; fails only by accident
     */
    Future<Outcome> submit(Call call);

    /** Nobody wants the answer of a call any more. */
    void cancel(CallId call);

    /** Does something after a while. */
    void later(Duration after, Runnable action);

    /** Tells everybody who listens that the status of a task has changed. */
    void changed(TaskView task);
}
