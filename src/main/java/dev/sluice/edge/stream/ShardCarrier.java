package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.StreamMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to a connection at another shard, which holds back or cuts off a slow reader there.
 *
 * @param stream the number of the stream
 * @param from the shard that keeps it
 * @param shard the shard of the connection
 * @param carrier names the connection there
 */
record ShardCarrier(EventBus bus, long stream, int from, int shard, long carrier) implements Carrier {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    @Override
    public void write(Buffer event) {
        tell(event);
    }

    @Override
    public void end() {
        tell(null);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    private void tell(@Nullable Buffer event) {
        bus.send(Addresses.streams(shard), new StreamMessage.Event(stream, from, carrier, event), LOCAL);
    }
}
