package dev.sluice.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;

/** Passes deeply immutable records by reference between the verticles of one node. */
public final class LocalCodec<T> implements MessageCodec<T, T> {
    private static final List<Class<?>> RECORDS = List.of(
            Call.class,
            CallRequest.class,
            Credentials.class,
            Verdict.Verified.class,
            Verdict.Rejected.class,
            Outcome.Completed.class,
            Outcome.InputRequired.class,
            Outcome.Detached.class,
            Outcome.Failed.class,
            Outcome.Refused.class,
            Note.Progress.class,
            Note.Log.class,
            Note.Release.class,
            Offer.class,
            CatalogChange.class,
            ResourceUpdated.class,
            ResourceWatch.class,
            TaskCommand.Start.class,
            TaskCommand.Get.class,
            TaskCommand.Update.class,
            TaskCommand.Cancel.class,
            TaskReply.Known.class,
            TaskReply.Refused.class,
            TaskChanged.class,
            Cancellation.class,
            StreamMessage.Resume.class,
            StreamMessage.Resumed.class,
            StreamMessage.Event.class,
            StreamMessage.Lost.class,
            StreamMessage.Yield.class,
            StreamMessage.Response.class,
            StreamMessage.LevelSet.class,
            StreamMessage.SubscriptionSet.class,
            StreamMessage.SessionEnded.class,
            PostedMessage.class);

    private final String name;

    private LocalCodec(Class<T> type) {
        this.name = type.getName();
    }

    /** Registers the codec of every message record; once for each event bus. */
    public static void register(EventBus bus) {
        RECORDS.forEach(type -> registerOne(bus, type));
    }

    private static <T> void registerOne(EventBus bus, Class<T> type) {
        bus.registerDefaultCodec(type, new LocalCodec<>(type));
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        throw new UnsupportedOperationException(name + " does not leave its node");
    }

    @Override
    public T decodeFromWire(int pos, Buffer buffer) {
        throw new UnsupportedOperationException(name + " does not leave its node");
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
