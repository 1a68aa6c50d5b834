package dev.sluice.edge.stream;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a client of an old revision, which outlives its connection: its last events are kept, so that the client
 * can come back and read on (transports, "Resumability and Redelivery"). It belongs to one session, and so to one
 * principal. Confined to the event loop of its shard.
 */
final class ResumableStream implements EventStream {
    private final EventStreams home;
    private final long number;
    private final StreamOwner owner;
    private final StreamPermits.Permit permit;
    private final Deque<Event> kept = new ArrayDeque<>();
    private long keptBytes;
    private long sequence;
    private @Nullable Carrier carrier;
    private boolean finished;
    private boolean dropped;
    private long aloneSince;
    private long until = Long.MAX_VALUE;
    private boolean standalone;
    private Runnable onDrop = () -> {};

    /** One event with its text. */
    private record Event(long sequence, Buffer text) {}

    ResumableStream(EventStreams home, long number, StreamOwner owner, StreamPermits.Permit permit) {
        this.home = home;
        this.number = number;
        this.owner = owner;
        this.permit = permit;
    }

    long number() {
        return number;
    }

    StreamOwner owner() {
        return owner;
    }

    /** It answers no request, and ends with the session or the proof of identity: in milliseconds since the epoch. */
    void standalone(long end) {
        this.standalone = true;
        this.until = end;
    }

    boolean isStandalone() {
        return standalone;
    }

    /** When it ends by itself, in milliseconds since the epoch. */
    long until() {
        return until;
    }

    /** What to do when nobody may come back to it any more. */
    void onDrop(Runnable action) {
        this.onDrop = action;
    }

    /** Opens it with its first connection. */
    void open(Carrier first) {
        carrier = first;
        if (owner.polls()) {
            add(++sequence, EventText.priming(id(sequence), home.retryMillis()));
        }
    }

    @Override
    public void send(Buffer message) {
        if (!finished && !dropped) {
            long next = ++sequence;
            add(next, EventText.message(id(next), message));
        }
    }

    @Override
    public void release() {
        if (owner.polls() && carrier != null && !finished) {
            Carrier left = carrier;
            leaveAlone();
            left.end();
        }
    }

    @Override
    public void finish(@Nullable Buffer answer) {
        if (answer != null) {
            send(answer);
        }
        if (!finished) {
            finished = true;
            if (carrier != null) {
                Carrier last = carrier;
                leaveAlone();
                last.end();
            }
        }
    }

    @Override
    public boolean isOpen() {
        return !finished && !dropped;
    }

    boolean isFinished() {
        return finished;
    }

    /** Whether a client reads it now. */
    boolean isRead() {
        return carrier != null;
    }

    /** Since when nobody reads it, in milliseconds since the epoch. */
    long aloneSince() {
        return aloneSince;
    }

    /**
     * The client has come back, over a connection that takes the place of the one before.
     *
     * @return the events after the one it has seen last; nothing follows them when it {@link #isFinished}
     */
    List<Buffer> resume(long after, @Nullable Carrier next) {
        if (carrier != null) {
            Carrier before = carrier;
            carrier = null;
            before.end();
        }
        if (next != null && !finished) {
            carrier = next;
        }
        aloneSince = home.now();
        List<Buffer> missed = new ArrayList<>();
        for (Event event : kept) {
            if (event.sequence() > after) {
                missed.add(event.text());
            }
        }
        home.meters().replayed(missed.size());
        home.meters().missed(Math.max(0, sequence - Math.max(0, after) - missed.size()));
        return missed;
    }

    /** A connection has been lost. */
    void lost(Carrier which) {
        if (which.equals(carrier)) {
            leaveAlone();
        }
    }

    /** Nobody may come back to it any more. */
    void drop() {
        if (!dropped) {
            dropped = true;
            kept.clear();
            weigh(-keptBytes);
            permit.giveBack();
            if (carrier != null) {
                Carrier last = carrier;
                carrier = null;
                last.end();
            }
            onDrop.run();
        }
    }

    private void leaveAlone() {
        carrier = null;
        aloneSince = home.now();
    }

    private void add(long number, Buffer text) {
        kept.add(new Event(number, text));
        weigh(text.length());
        while (keptBytes > home.bufferBytes() && kept.size() > 1) {
            weigh(-kept.remove().text().length());
        }
        while (!kept.isEmpty() && home.keepsTooMuch()) {
            weigh(-kept.remove().text().length());
        }
        if (carrier != null) {
            carrier.write(text);
        }
    }

    private void weigh(long bytes) {
        keptBytes += bytes;
        home.kept(bytes);
    }

    private String id(long event) {
        return new EventId(home.shard(), number, event).text();
    }
}
