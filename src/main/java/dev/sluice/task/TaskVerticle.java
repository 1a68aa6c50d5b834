package dev.sluice.task;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.TaskCommand;
import dev.sluice.bus.TaskReply;
import dev.sluice.config.SluiceConfig;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns all tasks of a node (extension {@code io.modelcontextprotocol/tasks}, SEP-2663); one per node, served at {@link
 * Addresses#TASKS}. Tasks are kept in memory and end with the node. {@code start()} completes when commands are taken.
 */
public final class TaskVerticle extends VerticleBase {
    private static final Logger LOGGER = LoggerFactory.getLogger(TaskVerticle.class);
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    private static final long SWEEP_MILLIS = 1_000;
    private static final int ID_BYTES = 24;

    private final SluiceConfig config;
    private final MeterRegistry meters;
    private final AuditSink audit;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private @Nullable Tasks tasks;
    private @Nullable MessageConsumer<TaskCommand> consumer;
    private long timer;

    /**
     * @param config {@code tasks} and {@code dialogue} bound it
     * @param meters where its meters are registered
     * @param audit gets a record of each task that ends
     * @param clock tells the time
     */
    public TaskVerticle(SluiceConfig config, MeterRegistry meters, AuditSink audit, InstantSource clock) {
        this.config = config;
        this.meters = meters;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        Tasks all = new Tasks(
                new Tasks.Bounds(config.tasks(), config.dialogue()),
                new BusCalls(vertx, clock),
                this::unguessable,
                clock,
                audit,
                new TaskMeters(meters));
        tasks = all;
        timer = vertx.setPeriodic(SWEEP_MILLIS, ignored -> all.sweep());
        consumer = vertx.eventBus().localConsumer(Addresses.TASKS, message -> answer(all, message));
        return consumer.completion();
    }

    /** Ends every task that still runs. */
    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        if (tasks != null) {
            tasks.close();
        }
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    private static void answer(Tasks tasks, Message<TaskCommand> message) {
        TaskReply reply;
        try {
            reply = tasks.perform(message.body());
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("A command for a task failed unexpectedly");
            reply = new TaskReply.Refused(Refusal.of(RefusalCode.INTERNAL_ERROR));
        }
        message.reply(reply, LOCAL);
    }

    private String unguessable() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
