package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.StreamMessage;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Everything that one shard has for streams, put together. Confined to the event loop of its shard. */
public final class StreamRoom {
    private final Vertx vertx;
    private final int shard;
    private final EventStreams streams;
    private final CallNotes notes = new CallNotes();
    private final Questions questions;
    private final Dialogues dialogues;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();

    /** @param permits those of the whole node */
    public StreamRoom(Vertx vertx, int shard, SluiceConfig config, StreamPermits permits, InstantSource clock) {
        this.vertx = vertx;
        this.shard = shard;
        this.streams = new EventStreams(shard, config.streams(), permits, clock);
        this.questions = new Questions(vertx, shard, permits.meters());
        this.dialogues = new Dialogues(vertx, shard, config.dialogue(), clock, questions);
        streams.also(dialogues::sweep);
    }

    /** Begins to listen and to send heartbeats. */
    public void start() {
        consumers.add(notes.listen(vertx, shard));
        consumers.add(dialogues.listen());
        consumers.add(vertx.eventBus().localConsumer(Addresses.streams(shard), this::take));
        streams.start(vertx);
    }

    /** Ends whatever waits for clients, so that nothing here keeps the node from going down. */
    public void end() {
        dialogues.stop();
    }

    /** Stops listening; completes when nothing comes in any more. */
    public Future<?> stop() {
        streams.stop(vertx);
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList());
    }

    public EventStreams streams() {
        return streams;
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

    private void take(Message<StreamMessage> message) {
        switch (message.body()) {
            case StreamMessage.Response response -> questions.answered(response);
            default -> message.fail(400, "not for a shard");
        }
    }
}
