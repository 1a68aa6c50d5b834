package dev.sluice.edge.stdio;

import dev.sluice.mcp.RawJson;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines from and to the client at the other end of standard input and output.
 *
 * <p>Reading and writing block, each on a thread of its own; everything else is confined to one event loop. At most one
 * chunk of input is on its way between the two. When more output waits than the bound, reading pauses until half of it
 * has been read, and as long as that lasts progress and log messages are dropped and a notice of a change is not
 * repeated; answers and questions are always taken.
 */
public final class LinePipe {
    private static final Logger LOGGER = LoggerFactory.getLogger(LinePipe.class);

    private final StandardStreams streams;
    private final Context context;
    private final Client client;
    private final LineSplitter splitter;
    private final LineOutput output;
    private final Semaphore demand = new Semaphore(1);
    private final Promise<Void> written;
    private final Counter dropped;
    private final Counter pauses;
    private boolean paused;
    private boolean closed;

    /** Who takes what comes in; called on the event loop. */
    public interface Client {
        /** One line that is not blank. */
        void line(RawJson line);

        /** A line was longer than the bound and has been thrown away. */
        void tooLong();

        /** There is no more input; every line has been told of before. */
        void ended();

        /** Nobody reads the output any more. */
        void gone();
    }

    /**
     * The bounds of a pipe, in bytes.
     *
     * @param line longest line of input
     * @param output what may wait to be read
     */
    public record Bounds(int line, long output) {}

    /** @param context of the event loop */
    public LinePipe(StandardStreams streams, Bounds bounds, Context context, MeterRegistry meters, Client client) {
        this.streams = streams;
        this.context = context;
        this.client = client;
        this.splitter = new LineSplitter(bounds.line(), new LineSplitter.Lines() {
            @Override
            public void line(RawJson line) {
                client.line(line);
            }

            @Override
            public void tooLong() {
                client.tooLong();
            }
        });
        this.written = Promise.promise();
        this.output = new LineOutput(streams.out(), bounds.output(), new LineOutput.Events() {
            @Override
            public void drained() {
                context.runOnContext(ignored -> resume());
            }

            @Override
            public void over(@Nullable IOException cause) {
                context.runOnContext(ignored -> outputOver(cause));
            }
        });
        Gauge.builder("mcp.stdio.waiting.bytes", output, LineOutput::waiting)
                .description("Bytes of output over standard output that nobody has read yet")
                .register(meters);
        this.dropped = Counter.builder("mcp.stdio.dropped")
                .description("Notifications dropped because nobody read standard output")
                .register(meters);
        this.pauses = Counter.builder("mcp.stdio.pauses")
                .description("Times that standard input was not read because nobody read standard output")
                .register(meters);
    }

    /** Begins to read and to write. */
    public void start() {
        output.start();
        Thread.ofPlatform().name("sluice-stdin").daemon().start(this::read);
    }

    /** Sends one message, as one line. */
    public void send(Buffer message) {
        byte[] line = line(message);
        if (output.isFull() && isExpendable(line)) {
            dropped.increment();
            return;
        }
        output.add(line);
    }

    /**
     * Stops reading, and writing when everything has been written.
     *
     * @return completes when it has been, or when nobody reads it any more
     */
    public Future<Void> close() {
        closed = true;
        output.close();
        return written.future();
    }

    private boolean isExpendable(byte[] line) {
        return switch (Notice.of(line)) {
            case NONE -> false;
            case PASSING -> true;
            case CHANGE -> output.holds(line);
        };
    }

    /** Line ends between the tokens of relayed JSON become blanks; within texts JSON has none. */
    private static byte[] line(Buffer message) {
        byte[] line = Arrays.copyOf(message.getBytes(), message.length() + 1);
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        line[line.length - 1] = '\n';
        return line;
    }

    /** Reading thread. */
    private void read() {
        byte[] memory = StandardStreams.newChunk();
        try {
            while (true) {
                demand.acquire();
                int count = streams.read(memory);
                if (count < 0) {
                    break;
                }
                byte[] chunk = Arrays.copyOf(memory, count);
                context.runOnContext(ignored -> accept(chunk));
            }
        } catch (IOException e) {
            LOGGER.atWarn().setCause(e).log("Standard input cannot be read any more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.runOnContext(ignored -> end());
    }

    private void accept(byte[] chunk) {
        if (closed) {
            return;
        }
        splitter.accept(chunk);
        if (output.isFull()) {
            paused = true;
            pauses.increment();
        } else {
            demand.release();
        }
    }

    private void resume() {
        if (paused) {
            paused = false;
            demand.release();
        }
    }

    private void end() {
        if (!closed) {
            splitter.end();
            client.ended();
        }
    }

    private void outputOver(@Nullable IOException cause) {
        if (cause != null) {
            LOGGER.atInfo().setCause(cause).log("Nobody reads standard output any more");
            client.gone();
            resume();
        }
        written.tryComplete();
    }
}
