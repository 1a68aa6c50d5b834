package dev.sluice.identity;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Credentials;
import dev.sluice.bus.Verdict;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code Credentials → Verdict} on one shard. It answers every message; a mistake of ours lets nobody in. */
final class IdentityVerticle extends VerticleBase {
    private static final Logger LOGGER = LoggerFactory.getLogger(IdentityVerticle.class);
    private static final Verdict BROKEN = new Verdict.Rejected(Refusal.of(RefusalCode.INTERNAL_ERROR));

    private final TokenVerifier.Shared shared;
    private final int shard;
    private @Nullable TokenVerifier verifier;
    private @Nullable MessageConsumer<Credentials> consumer;

    IdentityVerticle(TokenVerifier.Shared shared, int shard) {
        this.shared = shared;
        this.shard = shard;
    }

    @Override
    public Future<?> start() {
        TokenVerifier mine = new TokenVerifier(shared, vertx, context);
        verifier = mine;
        MessageConsumer<Credentials> door = vertx.eventBus()
                .localConsumer(Addresses.identity(shard), (Message<Credentials> message) -> answer(mine, message));
        consumer = door;
        return door.completion();
    }

    @Override
    public Future<?> stop() {
        if (verifier != null) {
            verifier.close();
        }
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    private static void answer(TokenVerifier verifier, Message<Credentials> message) {
        Future.succeededFuture(message)
                .compose(question -> verifier.verify(question.body()))
                .otherwise(IdentityVerticle::broken)
                .onSuccess(message::reply);
    }

    private static Verdict broken(Throwable cause) {
        LOGGER.atError().setCause(cause).log("identity check broke");
        return BROKEN;
    }
}
