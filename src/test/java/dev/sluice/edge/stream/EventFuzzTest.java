package dev.sluice.edge.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Event streams under random content: whatever a message holds, a reader gets that message and no other. */
@Tag("R-201")
@Tag("R-202")
class EventFuzzTest {
    /** What a reader makes of one event; the id is the last one seen. */
    private record Event(String type, String id, String data) {}

    @Test
    void noContentBreaksTheFraming() throws InterruptedException {
        Fuzz.check(draw -> {
            Buffer stream = Buffer.buffer();
            List<Event> sent = new ArrayList<>();
            String id = "";
            for (int i = 1 + draw.below(5); i > 0; i--) {
                String content = draw.any(draw.object(3), draw.text(20), "\n\ndata: x\n\nid: 7\n\n" + draw.text(5));
                String next = draw.oneIn(3) ? new EventId(draw.below(9), draw.below(99), draw.below(99)).text() : null;
                id = next == null ? id : next;
                sent.add(new Event("message", id, content.replace('\r', '\n')));
                stream.appendBuffer(EventText.message(next, Buffer.buffer(content)));
                if (draw.oneIn(3)) {
                    stream.appendBuffer(EventText.HEARTBEAT);
                }
            }

            assertThat(read(stream)).isEqualTo(sent);
        });
    }

    @Test
    void anIdIsOneOfOursToTheLetterOrNone() throws InterruptedException {
        Fuzz.check(draw -> {
            EventId made = new EventId(draw.below(64), draw.anyLong() >>> 1, draw.anyLong() >>> draw.any(1, 20, 40));
            String text = draw.oneIn(2) ? draw.mutated(made.text()) : draw.brokenText(10);

            assertThat(EventId.of(made.text())).isEqualTo(made);
            EventId read = EventId.of(text);
            assertThat(read == null || read.text().equals(text)).isTrue();
        });
    }

    @Test
    void aMemberIsAddedWithoutTouchingTheOthers() throws InterruptedException {
        Fuzz.check(draw -> {
            RawObject before = RawObject.scan(RawJson.of(draw.object(2)));
            RawJson value = RawJson.of(draw.json(2));

            RawObject after = RawObject.scan(Splice.first("added", value, before.raw()));

            assertThat(after.size()).isEqualTo(before.size() + 1);
            assertThat(after.get("added")).isEqualTo(value);
            before.forEach((name, old) -> assertThat(after.get(name)).isEqualTo(old));
        });
    }

    /** The reader of WHATWG HTML, 9.2.6, to the letter. */
    private static List<Event> read(Buffer stream) {
        List<Event> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        String type = "";
        String id = "";
        for (String line : stream.toString(StandardCharsets.UTF_8).split("\r\n|\n|\r", -1)) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new Event(type.isEmpty() ? "message" : type, id, data.substring(0, data.length() - 1)));
                }
                data.setLength(0);
                type = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + (line.startsWith(" ", colon + 1) ? 2 : 1));
            switch (field) {
                case "event" -> type = value;
                case "data" -> data.append(value).append('\n');
                case "id" -> id = value.indexOf('\0') < 0 ? value : id;
                default -> assertThat(field).isEmpty();
            }
        }
        return events;
    }
}
