package dev.sluice.edge.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Reads what is written as the HTML standard says (9.2.6), and finds the same JSON. */
@Tag("R-201")
@Tag("R-202")
class EventTextPropertyTest {
    @Property(tries = 500)
    void aReaderGetsTheSameJsonInOneEvent(@ForAll("members") List<String> members, @ForAll("space") String space) {
        String json = '{' + space + String.join("," + space, members) + space + '}';
        String before = RawJson.of(json).tree().toString();

        List<String[]> events =
                read(EventText.message("0-a-1", Buffer.buffer(json)).toString());

        assertThat(events).hasSize(1);
        assertThat(events.getFirst()[0]).isEqualTo("0-a-1");
        assertThat(RawJson.of(events.getFirst()[1]).tree()).hasToString(before);
        if (json.indexOf('\n') < 0 && json.indexOf('\r') < 0) {
            assertThat(events.getFirst()[1]).isEqualTo(json);
        }
    }

    @Property(tries = 500)
    void anEventIdIsReadBackAndNothingElseIs(
            @ForAll("shards") int shard, @ForAll("counts") long stream, @ForAll("counts") long event) {
        EventId id = new EventId(shard, stream, event);

        assertThat(EventId.of(id.text())).isEqualTo(id);
        assertThat(id.text()).matches("[0-9]+-[0-9a-z]+-[0-9a-z]+").hasSizeLessThan(48);
        assertThat(EventId.of(id.text() + " ")).isNull();
        assertThat(EventId.of("0" + id.text())).isNull();
        assertThat(EventId.of(id.text().toUpperCase(java.util.Locale.ROOT) + "A-"))
                .isNull();
    }

    @Property(tries = 1_000)
    void anyTextIsAnIdOrNone(@ForAll String text) {
        EventId id = EventId.of(text);

        assertThat(id == null || id.text().equals(text)).isTrue();
    }

    @Provide
    Arbitrary<List<String>> members() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(20)
                .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff))
                .list()
                .ofMaxSize(4)
                .map(texts -> {
                    List<String> all = new ArrayList<>();
                    for (String text : texts) {
                        all.add("\"m" + all.size() + "\":" + RawJson.string(text));
                    }
                    return all;
                });
    }

    @Provide
    Arbitrary<String> space() {
        return Arbitraries.of("", " ", "\n", "\r", "\r\n", "\n\n", " \t\n");
    }

    @Provide
    Arbitrary<Integer> shards() {
        return Arbitraries.integers().between(0, 4_096);
    }

    @Provide
    Arbitrary<Long> counts() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }

    /** Id and data of each event. */
    private static List<String[]> read(String stream) {
        List<String[]> events = new ArrayList<>();
        String id = "";
        StringBuilder data = null;
        for (String line : stream.split("\r\n|\n|\r", -1)) {
            if (line.isEmpty()) {
                if (data != null) {
                    events.add(new String[] {id, data.toString()});
                }
                data = null;
            } else if (line.startsWith("data: ")) {
                data = data == null ? new StringBuilder() : data.append('\n');
                data.append(line.substring(6));
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else {
                assertThat(line).isEqualTo("event: message");
            }
        }
        return events;
    }
}
