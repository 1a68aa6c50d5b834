package dev.sluice.edge.stream;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call that asks its client something. Confined to the event loop of its shard.
 *
 * <p>waiting (for responses, or for a while when nothing was asked) → running (the next round) → waiting or over. It is
 * ended from outside only while it waits: what runs is cancelled where it runs.
 */
final class Dialogue implements Questions.Asker {
    private static final RawJson CANCEL = RawJson.of("{\"action\":\"cancel\"}");
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long MAX_DELAY_MILLIS = 2_000;
    private static final long NO_TIMER = -1;

    private final Dialogues home;
    private final Dialogues.Rounds rounds;
    private final Recipient client;
    private final String session;
    private final Deadline until;
    private final Promise<Outcome> promise = Promise.promise();
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, RawJson> given = new LinkedHashMap<>();
    private Call call;
    private @Nullable RawJson state;
    private boolean waiting;
    private long timer = NO_TIMER;

    /** One question without an answer. */
    private record Open(String key, boolean mayBeCancelled) {}

    Dialogue(Dialogues home, Dialogues.Rounds rounds, Recipient client, String session, Call call) {
        this.home = home;
        this.rounds = rounds;
        this.client = client;
        this.session = session;
        this.call = call;
        this.until = Deadline.in(home.config().timeout(), home.clock());
    }

    String session() {
        return session;
    }

    boolean isReachable() {
        return client.isReachable();
    }

    /** Asks, and goes on until the call is over; completes with its outcome. */
    Future<Outcome> begin(Outcome.InputRequired asks) {
        ask(asks);
        return promise.future();
    }

    /** Ends it, if it waits: the client need not answer any more. */
    void end(Outcome outcome) {
        if (waiting) {
            waiting = false;
            stopTimer();
            open.keySet().forEach(id -> {
                home.questions().close(id);
                client.send(RpcWriter.notification(
                        Notifications.CANCELLED, RawJson.of("{\"requestId\":" + RawJson.string(id) + '}')));
            });
            open.clear();
            promise.complete(outcome);
        }
    }

    @Override
    public void answered(String id, @Nullable RawJson result, @Nullable RawJson error) {
        Open question = open.remove(id);
        if (question == null) {
            return;
        }
        if (result != null && result.isObject()) {
            // Of its own bytes: it would hold the whole message otherwise.
            byte[] own = result.toBytes();
            given.put(question.key(), RawJson.view(own, 0, own.length));
        } else if (question.mayBeCancelled()) {
            given.put(question.key(), CANCEL);
        } else {
            end(failure(error));
            return;
        }
        if (open.isEmpty()) {
            next();
        }
    }

    private void ask(Outcome.InputRequired asks) {
        waiting = true;
        state = asks.state();
        if (call.answers().round() + 1 > home.config().maxRounds()) {
            end(new Outcome.Refused(
                    Refusal.of(RefusalCode.PROVIDER_FAILED, "The call asks more often than dialogue.maxRounds allows.")
                            .with("limit", home.config().maxRounds())));
            return;
        }
        if (bytes(call.answers().given().values()) + (state == null ? 0 : state.length())
                > home.config().maxState().count()) {
            end(new Outcome.Refused(Refusal.of(
                            RefusalCode.PROVIDER_FAILED,
                            "The answers and the state of the call are larger than dialogue.maxState allows.")
                    .with("limit", home.config().maxState().count())));
            return;
        }
        Map<String, QuestionText.Request> requests;
        try {
            requests = QuestionText.of(asks.inputRequests(), call.caller().revision());
        } catch (MalformedJsonException e) {
            end(Dialogues.refused(RefusalCode.PROVIDER_FAILED));
            return;
        }
        if (requests.isEmpty()) {
            comeBackLater();
        } else if (!client.isReachable() || !rounds.mayAsk()) {
            end(Dialogues.refused(RefusalCode.CANCELLED));
        } else {
            armTimeout();
            requests.forEach(this::send);
        }
    }

    private static long bytes(Collection<RawJson> answers) {
        return answers.stream().mapToLong(RawJson::length).sum();
    }

    private void send(String key, QuestionText.Request request) {
        String id = home.questions().open(session, this);
        open.put(id, new Open(key, request.mayBeCancelled()));
        client.send(RpcWriter.request(RawJson.string(id), request.method(), request.params()));
    }

    private void comeBackLater() {
        long delay = FIRST_DELAY_MILLIS << Math.min(5, call.answers().round());
        long left = until.remainingMillis(home.clock());
        if (left == 0) {
            end(Dialogues.refused(RefusalCode.TIMEOUT));
        } else {
            timer = home.vertx().setTimer(Math.min(left, Math.min(MAX_DELAY_MILLIS, delay)), ignored -> next());
        }
    }

    private void armTimeout() {
        timer = home.vertx()
                .setTimer(
                        Math.max(1, until.remainingMillis(home.clock())),
                        ignored -> end(Dialogues.refused(RefusalCode.TIMEOUT)));
    }

    private void next() {
        waiting = false;
        stopTimer();
        call = capped(rounds.next(call, call.answers().next(given, state)));
        given.clear();
        rounds.submit(call).onComplete(done -> {
            if (done.failed()) {
                promise.fail(done.cause());
            } else if (done.result() instanceof Outcome.InputRequired asks) {
                ask(asks);
            } else {
                promise.complete(done.result());
            }
        });
    }

    /** No round outlasts the dialogue. */
    private Call capped(Call next) {
        return new Call(
                next.id(),
                next.server(),
                next.target(),
                next.arguments(),
                next.meta(),
                next.principal(),
                next.caller(),
                next.answers(),
                next.deadline().atMost(until));
    }

    private void stopTimer() {
        if (timer != NO_TIMER) {
            home.vertx().cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    /** The client's own error ends the call as it is: there is no error among answers. */
    private static Outcome failure(@Nullable RawJson error) {
        if (error != null && error.isObject()) {
            try {
                RawObject object = RawObject.scan(error);
                String message = object.text("message");
                int code = Integer.parseInt(String.valueOf(object.get("code")));
                return new Outcome.Failed(code, message == null ? "The client refused." : message, object.get("data"));
            } catch (MalformedJsonException | NumberFormatException e) {
                return new Outcome.Failed(-32603, "The client answered with an error that is none.", null);
            }
        }
        return new Outcome.Failed(-32603, "The client's answer is not an object.", null);
    }
}
