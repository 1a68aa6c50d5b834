package dev.sluice.provider.upstream.process;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines to a child, in order, on a thread of its own which it blocks while the child does not read. What waits is
 * bounded. Thread-safe; its Futures complete on the given context.
 */
final class ChildWriter implements Runnable {
    /** Bytes written at once. */
    private static final int GATHER = 64 * 1024;

    private final OutputStream out;
    private final long bound;
    private final Context context;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Line> queue = new ArrayDeque<>();
    private long waiting;
    private boolean closed;

    private static final class Line {
        private final byte[] bytes;
        private final Promise<Void> written = Promise.promise();

        Line(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** @param bound bytes that may wait */
    ChildWriter(OutputStream out, long bound, Context context) {
        this.out = out;
        this.bound = bound;
        this.context = context;
    }

    /**
     * Queues a message, which becomes one line.
     *
     * @return completes when the pipe has taken it; fails with a {@link ChildException}
     */
    Future<Void> write(Buffer message) {
        byte[] bytes = line(message);
        lock.lock();
        try {
            if (closed) {
                return Future.failedFuture(new ChildException("The process has ended", false));
            }
            if (waiting > 0 && waiting + bytes.length > bound) {
                return Future.failedFuture(new ChildException("The process does not read what waits for it", false));
            }
            Line line = new Line(bytes);
            queue.add(line);
            waiting += bytes.length;
            changed.signal();
            return line.written.future();
        } finally {
            lock.unlock();
        }
    }

    /** Closes the pipe as soon as nothing is being written; what still waits is not sent. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try (out) {
            for (List<Line> lines = take(); !lines.isEmpty(); lines = take()) {
                write(lines);
            }
        } catch (IOException e) {
            // nobody reads any more; whoever waits has been told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failRest();
    }

    private void write(List<Line> lines) throws IOException {
        int size = lines.stream().mapToInt(line -> line.bytes.length).sum();
        try {
            for (Line line : lines) {
                out.write(line.bytes);
            }
            out.flush();
        } catch (IOException e) {
            complete(lines, new ChildException("The process ended while it was written to", true));
            throw e;
        }
        lock.lock();
        try {
            waiting -= size;
        } finally {
            lock.unlock();
        }
        complete(lines, null);
    }

    /** The next lines; empty when there will be none. */
    private List<Line> take() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.await();
            }
            List<Line> lines = new ArrayList<>();
            int size = 0;
            while (!closed && !queue.isEmpty() && size < GATHER) {
                Line line = queue.remove();
                size += line.bytes.length;
                lines.add(line);
            }
            return lines;
        } finally {
            lock.unlock();
        }
    }

    private void failRest() {
        List<Line> rest;
        lock.lock();
        try {
            closed = true;
            rest = new ArrayList<>(queue);
            queue.clear();
            waiting = 0;
        } finally {
            lock.unlock();
        }
        complete(rest, new ChildException("The process ended before it was written to", false));
    }

    private void complete(List<Line> lines, @Nullable ChildException failure) {
        if (lines.isEmpty()) {
            return;
        }
        context.runOnContext(ignored -> lines.forEach(line -> {
            if (failure == null) {
                line.written.complete();
            } else {
                line.written.fail(failure);
            }
        }));
    }

    /** Line ends between the tokens of relayed JSON become blanks; within texts JSON has none. */
    private static byte[] line(Buffer message) {
        byte[] line = new byte[message.length() + 1];
        message.getBytes(0, message.length(), line, 0);
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        line[line.length - 1] = '\n';
        return line;
    }
}
