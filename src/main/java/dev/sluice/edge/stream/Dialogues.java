package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.Outcome;
import dev.sluice.config.DialogueConfig;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs calls of old clients to their end: what a call asks is sent to the client as requests on its stream, and when all
 * responses are there the call is submitted again with them. Between two rounds nothing of the call runs anywhere. Confined
 * to the event loop of its shard.
 */
public final class Dialogues {
    private static final String TOO_MANY = "As many calls wait for answers of their client as are allowed.";

    private final Vertx vertx;
    private final int shard;
    private final DialogueConfig config;
    private final InstantSource clock;
    private final Questions questions;
    private final StreamPermits permits;
    private final Map<CallId, Dialogue> running = new HashMap<>();

    /** @param permits say how many calls of a node, and of one caller, may wait for their client */
    Dialogues(
            Vertx vertx,
            int shard,
            DialogueConfig config,
            InstantSource clock,
            Questions questions,
            StreamPermits permits) {
        this.vertx = vertx;
        this.shard = shard;
        this.config = config;
        this.clock = clock;
        this.questions = questions;
        this.permits = permits;
    }

    /** How one round of a call is done. */
    public interface Rounds {
        /** Runs a call, in its turn; completes with its outcome. */
        Future<Outcome> submit(Call call);

        /** The next round of a call. */
        Call next(Call call, Answers answers);

        /** Whether the client could still answer: nobody can in a session that has ended while the call ran. */
        boolean mayAsk();
    }

    /** Listens for calls that are cancelled while their client is asked. */
    MessageConsumer<Cancellation> listen() {
        return vertx.eventBus().localConsumer(Addresses.cancel(shard), message -> {
            Dialogue dialogue = running.get(message.body().call());
            if (dialogue != null) {
                dialogue.end(refused(RefusalCode.CANCELLED));
            }
        });
    }

    /**
     * Runs a call with all its rounds.
     *
     * @param session the session that may answer
     * @return completes with an outcome that is not {@link Outcome.InputRequired}
     */
    public Future<Outcome> run(Call call, Rounds rounds, Recipient client, String session) {
        return rounds.submit(call).compose(outcome -> {
            if (!(outcome instanceof Outcome.InputRequired asks)) {
                return Future.succeededFuture(outcome);
            }
            if (!rounds.mayAsk()) {
                return Future.succeededFuture(refused(RefusalCode.CANCELLED));
            }
            StreamPermits.Permit permit = permits.ask(call.principal().key());
            if (permit == null) {
                permits.meters().unasked();
                return Future.succeededFuture(new Outcome.Refused(Refusal.of(RefusalCode.TOO_MANY_STREAMS, TOO_MANY)));
            }
            Dialogue dialogue = new Dialogue(this, rounds, client, session, call);
            running.put(call.id(), dialogue);
            return dialogue.begin(asks).onComplete(ignored -> {
                running.remove(call.id(), dialogue);
                permit.giveBack();
            });
        });
    }

    /** Ends the dialogues whose client can not be reached any more. */
    void sweep() {
        end(dialogue -> !dialogue.isReachable(), RefusalCode.CANCELLED);
    }

    /** Ends those that wait for a client: the node goes down. */
    void stop() {
        end(dialogue -> true, RefusalCode.DRAINING);
    }

    /** Ends those that wait for the client of a session that is over. */
    void endSession(String session) {
        end(dialogue -> dialogue.session().equals(session), RefusalCode.CANCELLED);
    }

    Vertx vertx() {
        return vertx;
    }

    DialogueConfig config() {
        return config;
    }

    InstantSource clock() {
        return clock;
    }

    Questions questions() {
        return questions;
    }

    static Outcome refused(RefusalCode code) {
        return new Outcome.Refused(Refusal.of(code));
    }

    private void end(Function<Dialogue, Boolean> which, RefusalCode code) {
        for (Dialogue dialogue : List.copyOf(running.values())) {
            if (which.apply(dialogue)) {
                dialogue.end(refused(code));
            }
        }
    }
}
