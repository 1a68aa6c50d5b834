package dev.sluice.bus;

import io.vertx.core.Completable;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageProducer;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way between the stages of one shard, and who is told how it ended. The answer comes back by reference
 * instead of by a second message, which costs a fraction of a reply (docs/adr/0008). It never leaves its event loop.
 *
 * @param call what is asked
 * @param answer told the outcome, or why there is none; called once, on the event loop of the shard. Who sends a call
 *     bounds how long it waits ({@link DeadlineWatch}).
 */
public record CallRequest(Call call, Completable<Outcome> answer) {
    /** Failure code of a reply when a stage broke. */
    private static final int BROKEN = 500;

    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    /**
     * The request in a message, whose body may also be a bare {@link Call} that is replied to.
     *
     * @return null when the message is something else
     */
    public static @Nullable CallRequest of(Message<?> message) {
        if (message.body() instanceof CallRequest request) {
            return request;
        }
        return message.body() instanceof Call call
                ? new CallRequest(call, (outcome, failure) -> reply(message, outcome))
                : null;
    }

    /** Sends it. When nobody serves the address the answer is told so at once. */
    public void sendBy(MessageProducer<CallRequest> stage) {
        var sent = stage.write(this);
        if (!sent.succeeded()) {
            sent.onFailure(cause -> answer.complete(null, cause));
        }
    }

    private static void reply(Message<?> message, @Nullable Outcome outcome) {
        if (outcome == null) {
            message.fail(BROKEN, "the stage failed");
        } else {
            message.reply(outcome, LOCAL);
        }
    }
}
