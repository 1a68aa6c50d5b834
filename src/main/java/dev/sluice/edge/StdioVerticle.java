package dev.sluice.edge;

import dev.sluice.edge.stdio.LinePipe;
import dev.sluice.edge.stream.Recipient;
import dev.sluice.edge.stream.StreamRoom;
import dev.sluice.mcp.EraHeaders;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of a node that serves one local client over standard input and output, in place of {@link EdgeVerticle}. No
 * port is opened. {@code stop()} completes when every answer has been written, or has not been read within five seconds.
 */
public final class StdioVerticle extends VerticleBase implements LinePipe.Client {
    private static final Logger LOGGER = LoggerFactory.getLogger(StdioVerticle.class);

    /** What stands in the record in place of a network address. */
    private static final String ADDRESS = "stdio";

    /** How long what is left is waited for when the node stops, after its calls have been drained. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final int shard;
    private final EdgeContext edge;
    private final LocalClient local;
    private final PipeEndpoint.Sender sender;
    private @Nullable Served served;

    /** What serves the client. */
    private record Served(
            PipeEndpoint endpoint, LinePipe pipe, StreamRoom room, MessageConsumer<String> cancellations) {}

    /** @param shard where it is deployed */
    public StdioVerticle(int shard, EdgeContext edge, LocalClient local) {
        this.shard = shard;
        this.edge = edge;
        this.local = local;
        this.sender = new PipeEndpoint.Sender(local.principal(), ADDRESS);
    }

    @Override
    public Future<?> start() {
        EdgeAssembly assembly = new EdgeAssembly(vertx, shard, edge);
        LinePipe.Bounds bounds = new LinePipe.Bounds(
                Math.toIntExact(edge.config().server().maxBodySize().count()),
                edge.config().streams().bufferSize().count());
        LinePipe pipe = new LinePipe(local.streams(), bounds, context, edge.meters(), this);
        PipeEndpoint endpoint = assembly.pipe(EraHeaders.NONE, recipient(pipe));
        served = new Served(endpoint, pipe, assembly.room(), assembly.listenForCancellations());
        assembly.room().start();
        pipe.start();
        LOGGER.atInfo()
                .addKeyValue("principal", local.principal().key())
                .addKeyValue("roles", local.principal().roles())
                .log("Serving standard input");
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Served parts = served();
        parts.room().end();
        return within(
                        LAST_WORDS,
                        parts.endpoint().end().compose(ignored -> parts.pipe().close()))
                .eventually(() ->
                        Future.join(parts.room().stop(), parts.cancellations().unregister()));
    }

    @Override
    public void line(RawJson line) {
        served().endpoint().take(line, sender);
    }

    @Override
    public void tooLong() {
        served().endpoint().tooLong(sender);
    }

    @Override
    public void ended() {
        // Whoever ended the input answers no question any more.
        served().room().end();
        within(edge.config().server().shutdownTimeout(), served().endpoint().end())
                .onComplete(ignored -> local.ended().tryComplete());
    }

    @Override
    public void gone() {
        served().endpoint().gone();
        local.ended().tryComplete();
    }

    private static Recipient recipient(LinePipe pipe) {
        return new Recipient() {
            @Override
            public void send(Buffer message) {
                pipe.send(message);
            }

            @Override
            public void release() {
                // There is nothing to come back to.
            }
        };
    }

    private Served served() {
        return Objects.requireNonNull(served, "not started");
    }

    /** Completes with the other, or when the time is over. */
    private Future<Void> within(Duration limit, Future<Void> other) {
        Promise<Void> done = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, limit.toMillis()), ignored -> done.tryComplete());
        other.onComplete(ignored -> {
            vertx.cancelTimer(timer);
            done.tryComplete();
        });
        return done.future();
    }
}
