package dev.sluice.admission;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Cancellation;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

/** Serves {@link Addresses#admission} of one shard, on that shard's event loop. */
final class AdmissionDoorVerticle extends VerticleBase {
    private final AdmissionDoor door;

    AdmissionDoorVerticle(AdmissionDoor door) {
        this.door = door;
    }

    @Override
    public Future<?> start() {
        MessageConsumer<Object> calls = vertx.eventBus().localConsumer(Addresses.admission(door.shard()), door::submit);
        MessageConsumer<Cancellation> cancellations =
                vertx.eventBus().localConsumer(Addresses.cancel(door.shard()), message -> door.cancel(message.body()));
        return Future.all(calls.completion(), cancellations.completion());
    }
}
