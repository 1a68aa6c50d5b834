package dev.sluice.provider.upstream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Event streams taken apart, in whatever pieces they come. */
@Tag("R-301")
class EventStreamParserTest {
    private static final int BOUND = 256;

    private final List<String> heard = new ArrayList<>();
    private final EventStreamParser parser = new EventStreamParser(BOUND, (type, data) -> heard.add(type + '|' + data));

    @Test
    void tellsTypeAndDataOfEachEvent() {
        feed("data: {\"a\":1}\n\nevent: endpoint\r\ndata:/messages\r\n\r\n");

        assertThat(heard).containsExactly("message|{\"a\":1}", "endpoint|/messages");
    }

    @Test
    void joinsLinesOfDataAndForgetsTheTypeAfterwards() {
        feed("event: x\ndata: a\ndata\ndata:  b\n\ndata: c\n\n");

        assertThat(heard).containsExactly("x|a\n\n b", "message|c");
    }

    @Test
    void remembersTheIdOfAnEventWithoutDataAndTheTimeToComeBack() {
        feed(": primed\nid: 7\nretry: 1500\ndata:\n\n");

        assertThat(heard).isEmpty();
        assertThat(parser.lastId()).isEqualTo("7");
        assertThat(parser.retry()).hasValue(1500);
    }

    @Test
    void doesNotTellOfAnEventThatIsNotComplete() {
        feed("\ufeffdata: a\n\nid: 8\ndata: b\n");

        assertThat(heard).containsExactly("message|a");
        assertThat(parser.lastId()).isNull();
    }

    @Test
    void takesReturnsThatAreCutFromTheirLineFeeds() {
        feed("data: a\r");
        feed("\n\r");
        feed("\ndata: b\r");
        feed("\r");

        assertThat(heard).containsExactly("message|a", "message|b");
    }

    @Test
    void passesOverCommentsOfAnyLengthWithoutKeepingThem() {
        feed(": " + "x".repeat(BOUND * 3));
        feed("y".repeat(BOUND * 3));
        feed("\ndata: a\n\n");

        assertThat(heard).containsExactly("message|a");
    }

    @Test
    void refusesAnEventAboveTheBoundHoweverItIsCut() {
        String fits = "data: " + "x".repeat(BOUND);
        feed(fits.substring(0, 9));
        feed(fits.substring(9) + "\n\n");
        assertThat(heard).hasSize(1);

        assertRefused("data: " + "x".repeat(BOUND + 1) + "\n");
        assertRefused("data: " + "x".repeat(BOUND + 1));
        assertRefused("data: xxx\n".repeat(BOUND / 4 + 1));
    }

    @Test
    void hearsTheSameInWhateverPiecesTheStreamComes() throws InterruptedException {
        Fuzz.check(draw -> {
            byte[] stream = stream(draw).getBytes(StandardCharsets.UTF_8);
            List<String> pieces = new ArrayList<>();
            EventStreamParser cut = new EventStreamParser(1 << 20, (type, data) -> pieces.add(type + '|' + data));
            for (int at = 0; at < stream.length; ) {
                int to = Math.min(stream.length, at + 1 + draw.below(draw.any(2, 8, 64)));
                cut.feed(Buffer.buffer(Arrays.copyOfRange(stream, at, to)));
                at = to;
            }

            assertThat(pieces).isEqualTo(byTheBook(new String(stream, StandardCharsets.UTF_8)));
        });
    }

    @Test
    void survivesAnyBytesWithinItsBound() throws InterruptedException {
        Fuzz.check(draw -> {
            EventStreamParser odd = new EventStreamParser(
                    BOUND, (type, data) -> assertThat(data.length()).isBetween(1, BOUND));
            try {
                for (int i = draw.below(20); i > 0; i--) {
                    odd.feed(Buffer.buffer(
                            draw.oneIn(3)
                                    ? draw.bytes(200)
                                    : draw.mutated(stream(draw).getBytes(StandardCharsets.UTF_8))));
                }
            } catch (WireException e) {
                assertThat(e.kind()).isEqualTo(WireException.Kind.TOO_LARGE);
            }
        });
    }

    private static String stream(Draw draw) {
        StringBuilder text = new StringBuilder(draw.any("", "\ufeff"));
        for (int i = draw.below(30); i > 0; i--) {
            text.append(draw.any("data", "data", "event", "id", "retry", "", "x", "dat", "\ufeff"))
                    .append(draw.any(":", ": ", "", ":  "))
                    .append(draw.any("", "", "a", "{}", "\u00fc", "5", "b:c"))
                    .append(draw.any("\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r"));
        }
        return text.toString();
    }

    /** The steps of HTML, 9.2.6, one by one. */
    private static List<String> byTheBook(String stream) {
        String text = stream.startsWith("\ufeff") ? stream.substring(1) : stream;
        List<String> events = new ArrayList<>();
        String type = "";
        StringBuilder data = new StringBuilder();
        for (String line : text.replace("\r\n", "\n").replace('\r', '\n').split("(?<=\n)", -1)) {
            if (line.equals("\n")) {
                if (data.length() > 1) {
                    events.add((type.isEmpty() ? "message" : type) + '|' + data.substring(0, data.length() - 1));
                }
                type = "";
                data.setLength(0);
            } else if (line.endsWith("\n") && !line.startsWith(":")) {
                String[] parts = line.substring(0, line.length() - 1).split(":", 2);
                String value = parts.length < 2 ? "" : parts[1].startsWith(" ") ? parts[1].substring(1) : parts[1];
                if (parts[0].equals("event")) {
                    type = value;
                } else if (parts[0].equals("data")) {
                    data.append(value).append('\n');
                }
            }
        }
        return events;
    }

    private static void assertRefused(String stream) {
        EventStreamParser parser = new EventStreamParser(BOUND, (type, data) -> {});
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> parser.feed(Buffer.buffer(stream)))
                .withMessageContaining("bound of 256 bytes");
    }

    private void feed(String text) {
        parser.feed(Buffer.buffer(text));
    }
}
