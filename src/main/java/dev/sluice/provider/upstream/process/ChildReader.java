package dev.sluice.provider.upstream.process;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Reads what a child says, on a thread of its own which it blocks: not a virtual one, since reading a pipe would hold a
 * carrier all the time. At most one chunk is on its way to the event loop; until that is done the child has to wait.
 */
final class ChildReader implements Runnable {
    /** Lines on end that are no messages; then it does not speak the protocol. */
    static final int MAX_NONSENSE = 1_000;

    private static final int CHUNK = 64 * 1024;
    private static final int MAX_BATCH = 100;

    private final InputStream in;
    private final LineCutter cutter;
    private final Sink sink;
    private final Semaphore demand = new Semaphore(1);
    private List<RpcMessage> messages = new ArrayList<>();
    private int nonsense;
    private volatile boolean stopped;

    /** Takes what has been read; called on the reading thread. */
    interface Sink {
        /** What came with one chunk, maybe nothing; more comes after {@link ChildReader#more}. */
        void batch(List<RpcMessage> batch);

        /** It cannot be listened to any more. */
        void unusable(String why);
    }

    /** @param line longest line, in bytes */
    ChildReader(InputStream in, int line, Sink sink) {
        this.in = in;
        this.cutter = new LineCutter(line);
        this.sink = sink;
    }

    /** What was told has been dealt with. Any thread. */
    void more() {
        demand.release();
    }

    /** Nobody listens any more. What still comes is read and thrown away, so that the child can end. Any thread. */
    void stop() {
        stopped = true;
        demand.release();
    }

    @Override
    public void run() {
        byte[] chunk = new byte[CHUNK];
        try {
            int count = in.read(chunk);
            while (count >= 0) {
                if (!stopped) {
                    take(chunk, count);
                }
                count = in.read(chunk);
            }
            if (!stopped) {
                cutter.end(this::parse);
                deliver();
            }
        } catch (IOException e) {
            // closed: the child is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(byte[] chunk, int count) throws InterruptedException {
        boolean fits = cutter.accept(chunk, count, this::parse);
        deliver();
        if (!fits) {
            giveUp("was ended: a line of it was longer than the bound");
        } else if (nonsense >= MAX_NONSENSE) {
            giveUp("was ended: its output is not the protocol");
        }
    }

    private void deliver() throws InterruptedException {
        demand.acquire();
        List<RpcMessage> batch = messages;
        messages = new ArrayList<>();
        sink.batch(batch);
    }

    private void giveUp(String why) {
        stopped = true;
        sink.unusable(why);
    }

    private void parse(byte[] line) {
        RawJson json = RawJson.view(line, 0, line.length);
        try {
            if (RpcParser.isBatch(json)) {
                for (RawJson element : RpcParser.batch(json, MAX_BATCH)) {
                    messages.add(RpcParser.message(RpcParser.object(element)));
                }
            } else {
                messages.add(RpcParser.message(RpcParser.object(json)));
            }
            nonsense = 0;
        } catch (RefusedException e) {
            nonsense++; // what a server prints beside the protocol; its content is nobody's business
        }
    }
}
