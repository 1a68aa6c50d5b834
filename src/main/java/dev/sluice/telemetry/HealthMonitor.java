package dev.sluice.telemetry;

import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Serving;
import dev.sluice.telemetry.Checks.Answer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Asks the health sources, at most once a second however many ask it, and keeps account of the time the node was well.
 *
 * <p>{@link #checks} may be called on any thread.
 */
final class HealthMonitor {
    /** How long one source may take. */
    static final long TIMEOUT_MILLIS = 1_000;

    /** How long answers are good for everybody. */
    static final long FRESH_MILLIS = 1_000;

    private static final long TICK_MILLIS = 1_000;
    /** Unasked, the sources are asked again after so many milliseconds. */
    private static final long IDLE_MILLIS = 5_000;

    private final NodeView node;
    private final HealthChecks asker;
    private final Map<String, HealthSource> byName = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Round> round = new AtomicReference<>();
    private final UptimeShare uptime = new UptimeShare();
    private final long timer;
    private volatile Checks latest = Checks.NONE_YET;

    /** One asking of all sources. */
    private record Round(long startedAt, Promise<Checks> answers) {}

    HealthMonitor(NodeView node, MeterRegistry meters) {
        this.node = node;
        this.asker = HealthChecks.create(node.vertx());
        follow();
        this.timer = node.vertx().setPeriodic(0, TICK_MILLIS, tick -> tick());
        Gauge.builder("mcp.total.services", byName, Map::size)
                .description("Parts whose health is checked")
                .register(meters);
        Gauge.builder("mcp.healthy.services", this, monitor -> monitor.latest.up())
                .description("Parts that are healthy")
                .register(meters);
        Gauge.builder("mcp.uptime.percent", uptime, UptimeShare::percent)
                .description("Share of the time since the start in which the node was ready and no vital part was down")
                .register(meters);
    }

    /** Sources come and go while the node runs. */
    private synchronized void follow() {
        Map<String, HealthSource> now = new HashMap<>();
        for (HealthSource source : node.sources().get()) {
            // A slash would make a tree of checks.
            String name = source.name().replace('/', '.');
            if (now.put(name, source) != null) {
                throw new IllegalArgumentException("two health sources are called " + name);
            }
        }
        byName.forEach((name, source) -> {
            if (!source.equals(now.get(name))) {
                asker.unregister(name);
                byName.remove(name);
            }
        });
        now.forEach((name, source) -> {
            if (byName.putIfAbsent(name, source) == null) {
                register(name, source);
            }
        });
    }

    private void register(String name, HealthSource source) {
        asker.register(
                name,
                TIMEOUT_MILLIS,
                answer -> source.check()
                        .onSuccess(report -> answer.tryComplete(
                                new Status().setOk(report.up()).setData(new JsonObject(report.details()))))
                        .onFailure(answer::tryFail));
    }

    void close() {
        node.vertx().cancelTimer(timer);
    }

    private void tick() {
        long now = node.clock().millis();
        uptime.observe(now, node.serving().get() == Serving.READY && !latest.isVitalDown());
        Round current = round.get();
        if (current == null || now - current.startedAt() >= IDLE_MILLIS) {
            checks();
        }
    }

    /** What the sources say, at most a second old. Never fails. */
    Future<Checks> checks() {
        long now = node.clock().millis();
        Round current = round.get();
        if (current != null && Math.abs(now - current.startedAt()) < FRESH_MILLIS) {
            return current.answers().future();
        }
        Round next = new Round(now, Promise.promise());
        if (!round.compareAndSet(current, next)) {
            return checks();
        }
        follow();
        asker.checkStatus().map(this::read).otherwise(failure -> latest).onSuccess(answers -> {
            latest = answers;
            next.answers().complete(answers);
        });
        return next.answers().future();
    }

    private Checks read(CheckResult all) {
        List<CheckResult> results = all.getChecks();
        return new Checks(
                results == null
                        ? List.of()
                        : results.stream()
                                .map(this::answer)
                                .sorted(java.util.Comparator.comparing(Answer::name))
                                .toList());
    }

    private Answer answer(CheckResult result) {
        HealthSource source = byName.get(result.getId());
        boolean vital = source != null && source.vital();
        Status status = result.getStatus();
        Map<String, Object> details = status == null
                ? Map.of("reason", "no answer in time")
                : status.getData().getMap();
        return new Answer(result.getId(), vital, Boolean.TRUE.equals(result.getUp()), details);
    }
}
