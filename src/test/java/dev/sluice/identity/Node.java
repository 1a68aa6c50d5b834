package dev.sluice.identity;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.Credentials;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Verdict;
import dev.sluice.mcp.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One identity check with one shard on a real event bus, asked from outside. */
final class Node implements AutoCloseable {
    static final String ADDRESS = "192.0.2.1";

    final MovableClock clock = new MovableClock();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<AuditRecord> trail = new CopyOnWriteArrayList<>();
    final Vertx vertx = Vertx.vertx();
    final Identity identity;

    Node(AuthSettings settings) {
        LocalCodec.register(vertx.eventBus());
        try {
            identity = await(Identity.start(vertx, settings.build(), trail::add, meters, clock));
            await(vertx.deployVerticle(identity.verticle(0)));
        } catch (RuntimeException e) {
            await(vertx.close());
            throw e;
        }
    }

    Future<Verdict> ask(String token, String address) {
        return vertx.eventBus()
                .<Verdict>request(Addresses.identity(0), new Credentials(token, address))
                .map(answer -> answer.body());
    }

    Verdict verdict(String token) {
        return await(ask(token, ADDRESS));
    }

    Principal verified(String token) {
        return switch (verdict(token)) {
            case Verdict.Verified verified -> verified.principal();
            case Verdict.Rejected rejected -> throw new AssertionError("rejected: " + rejected.refusal());
        };
    }

    Refusal rejected(String token) {
        return rejected(token, ADDRESS);
    }

    Refusal rejected(String token, String address) {
        return switch (await(ask(token, address))) {
            case Verdict.Verified verified -> throw new AssertionError("verified: " + verified.principal());
            case Verdict.Rejected rejected -> rejected.refusal();
        };
    }

    double failures(RejectionReason reason) {
        return count("mcp.auth.failures", "reason", reason.tag());
    }

    double count(String name, String tag, String value) {
        Counter counter = meters.find(name).tag(tag, value).counter();
        return counter == null ? -1 : counter.count();
    }

    long signatureChecks() {
        Timer timer = meters.find("mcp.auth.verification").timer();
        return timer == null ? -1 : timer.count();
    }

    @Override
    public void close() {
        await(identity.stop());
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
