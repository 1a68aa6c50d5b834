package dev.sluice.edge.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Bytes;
import dev.sluice.config.StreamsConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much streams keep for clients that come back, each and all together. */
@Tag("R-201")
class KeptEventsTest {
    private static final int NODE = 10_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StreamsConfig config = new StreamsConfig(
            4, 3, Duration.ofSeconds(15), new Bytes(4_000), Duration.ofMinutes(2), Duration.ofSeconds(1), false);
    private final StreamPermits permits = new StreamPermits(config, meters, NODE);
    private final EventStreams streams =
            new EventStreams(0, config, permits, InstantSource.fixed(Instant.ofEpochMilli(1_000)));

    /** A connection that remembers what was written. */
    private static final class Memory implements Carrier {
        private final List<Buffer> written = new ArrayList<>();

        @Override
        public void write(Buffer event) {
            written.add(event);
        }

        @Override
        public void end() {
            written.add(Buffer.buffer());
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }

    @Test
    void keepsTheLastEventsOfAStreamUpToItsBound() {
        ResumableStream stream = open("alice");
        for (int i = 0; i < 5; i++) {
            stream.send(event(1_500));
        }

        assertThat(stream.resume(0, null)).hasSize(2);
        assertThat(keptBytes()).isBetween(3_000.0, 4_000.0);
    }

    @Test
    void keepsAnAnswerThatIsLargerThanTheBoundOfItsStream() {
        ResumableStream stream = open("alice");
        stream.send(event(100));

        stream.finish(event(6_000));

        assertThat(stream.resume(0, null))
                .singleElement()
                .satisfies(text -> assertThat(text.length()).isGreaterThan(6_000));
    }

    @Test
    void forgetsFinishedStreamsWhenTheNodeKeepsTooMuch() {
        ResumableStream oldest = open("alice");
        ResumableStream running = open("bob");
        oldest.finish(event(6_000));

        running.send(event(6_000));

        assertThat(streams.find(oldest.number())).isNull();
        assertThat(running.resume(0, null)).hasSize(1);
        assertThat(keptBytes()).isBetween(6_000.0, 6_200.0);
    }

    @Test
    void keepsNothingMoreWhenTheNodeKeepsTooMuchAndNothingIsFinished() {
        Memory reader = new Memory();
        ResumableStream first = open("alice");
        first.send(event(6_000));
        ResumableStream second = open("bob", reader);

        second.send(event(6_000));

        assertThat(reader.written).hasSize(1);
        assertThat(second.resume(0, null)).isEmpty();
        assertThat(first.resume(0, null)).hasSize(1);
        assertThat(meters.get("mcp.streams.missed").counter().count()).isEqualTo(1);
        assertThat(keptBytes()).isLessThanOrEqualTo(NODE);
    }

    @Test
    void hasNothingLeftWhenAllAreForgotten() {
        List<ResumableStream> all = List.of(open("alice"), open("alice"), open("bob"));
        all.forEach(stream -> stream.send(event(3_000)));

        all.forEach(streams::drop);

        assertThat(keptBytes()).isZero();
        assertThat(meters.get("mcp.streams.kept").gauge().value()).isZero();
    }

    @Test
    void keepsAsManyStreamsAsTheNodeMayHaveAndLetsFinishedOnesMakeWay() {
        for (int i = 0; i < 3; i++) {
            open("alice");
        }
        ResumableStream last = open("bob");

        assertThat(streams.keep(owner("bob"))).as("streams.max").isNull();
        assertThat(streams.keep(owner("carol"))).as("streams.max").isNull();
        last.finish(null);
        assertThat(streams.keep(owner("alice"))).as("streams.perUser").isNull();
        assertThat(streams.keep(owner("carol"))).isNotNull();
        assertThat(meters.get("mcp.streams.refused").counter().count()).isEqualTo(3);
    }

    private ResumableStream open(String user) {
        return open(user, new Memory());
    }

    private ResumableStream open(String user, Carrier reader) {
        ResumableStream stream = Objects.requireNonNull(streams.keep(owner(user)));
        stream.open(reader);
        return stream;
    }

    private static StreamOwner owner(String user) {
        return new StreamOwner("session of " + user, user, false);
    }

    private static Buffer event(int bytes) {
        return Buffer.buffer("{\"a\":\"" + "x".repeat(bytes - 8) + "\"}");
    }

    private double keptBytes() {
        return meters.get("mcp.streams.kept.bytes").gauge().value();
    }
}
