package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.StreamMessage;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Everything that one shard has for streams, put together. Confined to the event loop of its shard. */
public final class StreamRoom {
    private static final int BROKEN = 500;
    private static final int NOT_HERE = 400;

    private final Vertx vertx;
    private final int shard;
    private final StreamPermits permits;
    private final EventStreams streams;
    private final Resumption resumption;
    private final CallNotes notes = new CallNotes();
    private final Changes changes;
    private final Watches watches;
    private final Questions questions;
    private final Dialogues dialogues;
    private final SessionSettings settings;
    private final SessionStreams sessions;
    private final Subscriptions subscriptions;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();

    /**
     * @param permits those of the whole node
     * @param catalogs those of the whole node
     * @param draining whether the node is going down
     */
    public StreamRoom(
            Vertx vertx,
            int shard,
            SluiceConfig config,
            StreamPermits permits,
            Catalogs catalogs,
            InstantSource clock,
            BooleanSupplier draining) {
        this.vertx = vertx;
        this.shard = shard;
        this.permits = permits;
        this.streams = new EventStreams(shard, config.streams(), permits, clock);
        this.resumption = new Resumption(vertx, streams);
        this.questions = new Questions(vertx, shard, permits.meters());
        this.dialogues = new Dialogues(vertx, shard, config.dialogue(), clock, questions, permits);
        this.changes = new Changes(catalogs);
        this.watches = new Watches(vertx);
        this.settings = new SessionSettings(vertx, permits, watches);
        this.sessions = new SessionStreams(vertx, streams, permits, settings, changes);
        this.subscriptions = new Subscriptions(streams, changes);
        streams.also(dialogues::sweep);
        streams.also(subscriptions::sweep);
        streams.also(changes::sweep);
        streams.also(() -> settings.sweep(clock.millis()));
        streams.also(() -> {
            if (draining.getAsBoolean()) {
                endIdle();
            }
        });
    }

    /** Begins to listen and to send heartbeats. */
    public void start() {
        consumers.add(notes.listen(vertx, shard));
        consumers.add(dialogues.listen());
        consumers.addAll(changes.listen(vertx));
        consumers.add(subscriptions.listen(vertx));
        consumers.add(vertx.eventBus().localConsumer(Addresses.streams(shard), this::take));
        permits.shards().add(shard);
        streams.start(vertx);
    }

    /** Something to be done about once a second. */
    public void also(Runnable chore) {
        streams.also(chore);
    }

    /** Ends whatever waits for clients, so that nothing here keeps the node from going down. */
    public void end() {
        endIdle();
        dialogues.stop();
    }

    /** Stops listening; completes when nothing comes in any more. */
    public Future<?> stop() {
        permits.shards().remove(shard);
        settings.stop();
        streams.stop(vertx);
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList());
    }

    public EventStreams streams() {
        return streams;
    }

    public Resumption resumption() {
        return resumption;
    }

    public CallNotes notes() {
        return notes;
    }

    public Questions questions() {
        return questions;
    }

    public Dialogues dialogues() {
        return dialogues;
    }

    public SessionSettings settings() {
        return settings;
    }

    public Watches watches() {
        return watches;
    }

    public SessionStreams sessions() {
        return sessions;
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    private void endIdle() {
        subscriptions.stop();
        streams.endStandalone();
    }

    private void heard(StreamMessage.SessionNews news) {
        settings.take(news);
        if (news instanceof StreamMessage.SessionEnded ended) {
            streams.endSession(ended.session());
            dialogues.endSession(ended.session());
        }
    }

    private void take(Message<StreamMessage> message) {
        try {
            switch (message.body()) {
                case StreamMessage.Resume wanted -> resumption.take(message, wanted);
                case StreamMessage.Event event -> resumption.take(event);
                case StreamMessage.Lost lost -> resumption.take(lost);
                case StreamMessage.Yield wanted -> message.reply(sessions.makeWay(wanted.session(), wanted.stream()));
                case StreamMessage.Response response -> questions.answered(response);
                case StreamMessage.SessionNews news -> {
                    heard(news);
                    message.reply(true);
                }
                default -> message.fail(NOT_HERE, "not for one shard");
            }
        } catch (RuntimeException e) {
            message.fail(BROKEN, "the streams of this shard failed");
            throw e;
        }
    }
}
