package dev.sluice.edge.stdio;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes lines on a thread of its own, in order, so that a client that does not read blocks nobody. What waits is
 * counted: above the bound it is full, and drained again at half of it. Thread-safe.
 */
final class LineOutput {
    /** Bytes written at once. */
    private static final int GATHER = 64 * 1024;

    private final OutputStream out;
    private final long bound;
    private final Events events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private long waiting;
    private boolean full;
    private boolean closing;
    private boolean over;

    /** What the writing thread tells; called on that thread. */
    interface Events {
        /** It was full and is not any more. */
        void drained();

        /** Nothing will be written any more; {@code null} when everything has been. */
        void over(@org.jspecify.annotations.Nullable IOException cause);
    }

    /** @param bound bytes that may wait before it is full */
    LineOutput(OutputStream out, long bound, Events events) {
        this.out = out;
        this.bound = bound;
        this.events = events;
    }

    void start() {
        Thread.ofPlatform().name("sluice-stdout").daemon().start(this::run);
    }

    /** Bytes that wait. */
    long waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Whether more waits than the bound; if so, {@link Events#drained} will come. */
    boolean isFull() {
        lock.lock();
        try {
            return full;
        } finally {
            lock.unlock();
        }
    }

    /** Queues a line, its end included. Nothing happens when it is over. */
    void add(byte[] line) {
        lock.lock();
        try {
            if (!over) {
                queue.add(line);
                waiting += line.length;
                full = full || waiting > bound;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether an equal line waits. */
    boolean holds(byte[] line) {
        lock.lock();
        try {
            return queue.stream().anyMatch(other -> Arrays.equals(other, line));
        } finally {
            lock.unlock();
        }
    }

    /** Lets what waits be written and ends; {@link Events#over} tells when. */
    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        IOException cause = null;
        try {
            for (List<byte[]> lines = take(); !lines.isEmpty(); lines = take()) {
                int size = write(lines);
                written(size);
            }
        } catch (IOException e) {
            cause = e;
        } catch (InterruptedException e) {
            cause = new IOException("interrupted", e);
        }
        end();
        events.over(cause);
    }

    /** The next lines; empty when there will be none. */
    private List<byte[]> take() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                changed.await();
            }
            List<byte[]> lines = new ArrayList<>();
            int size = 0;
            while (!queue.isEmpty() && (lines.isEmpty() || size + queue.element().length <= GATHER)) {
                byte[] line = queue.remove();
                size += line.length;
                lines.add(line);
            }
            return lines;
        } finally {
            lock.unlock();
        }
    }

    private int write(List<byte[]> lines) throws IOException {
        byte[] joined = lines.size() == 1 ? lines.getFirst() : joined(lines);
        out.write(joined, 0, joined.length);
        out.flush();
        return joined.length;
    }

    private static byte[] joined(List<byte[]> lines) {
        byte[] joined = new byte[lines.stream().mapToInt(line -> line.length).sum()];
        int at = 0;
        for (byte[] line : lines) {
            System.arraycopy(line, 0, joined, at, line.length);
            at += line.length;
        }
        return joined;
    }

    private void written(int size) {
        boolean drained = false;
        lock.lock();
        try {
            waiting -= size;
            if (full && waiting <= bound / 2) {
                full = false;
                drained = true;
            }
        } finally {
            lock.unlock();
        }
        if (drained) {
            events.drained();
        }
    }

    private void end() {
        lock.lock();
        try {
            over = true;
            full = false;
            queue.clear();
            waiting = 0;
        } finally {
            lock.unlock();
        }
    }
}
