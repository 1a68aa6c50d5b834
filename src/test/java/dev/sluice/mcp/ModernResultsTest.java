package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModernResultsTest {
    private static final String INFO = "\"io.modelcontextprotocol/serverInfo\":{\"name\":\"sluice\",\"version\":\"1\"}";

    private final ModernResults results = new ModernResults("sluice", "1");

    @Test
    @Tag("R-202")
    void splicesInFrontOfWhatTheToolSaid() throws MalformedJsonException {
        assertThat(results.complete(RawJson.of("{ \"content\" : [] }")).toString())
                .isEqualTo("{\"resultType\":\"complete\",\"_meta\":{" + INFO + "}, \"content\" : [] }");
        assertThat(results.complete(RawJson.of("{ }")).toString())
                .isEqualTo("{\"resultType\":\"complete\",\"_meta\":{" + INFO + "} }");
    }

    @Test
    @Tag("R-202")
    void mergesMetaAndReplacesWhatIsItsOwn() throws MalformedJsonException {
        String merged = results.complete(RawJson.of("{\"resultType\":\"task\",\"_meta\":{\"a/b\":1.0,"
                        + "\"io.modelcontextprotocol/serverInfo\":{\"name\":\"liar\"}},\"content\":[ ]}"))
                .toString();

        assertThat(merged)
                .isEqualTo("{\"resultType\":\"complete\",\"_meta\":{" + INFO + ",\"a/b\":1.0},\"content\":[ ]}");
    }

    @Test
    @Tag("R-202")
    void findsMetaHoweverItIsSpelled() throws MalformedJsonException {
        String merged = results.complete(RawJson.of("{\"\\u005fmeta\":{\"k\":1},\"é\":\"\\ud800\"}"))
                .toString();

        assertThat(merged).containsOnlyOnce("meta").contains("\"k\":1").contains("\"é\":\"\\ud800\"");
    }

    @ParameterizedTest
    @Tag("R-202")
    @ValueSource(
            strings = {
                "_meta",
                "resultType",
                "\\u005fmeta",
                "\\u005Fmeta",
                "_met\\u0061",
                "_\\u006deta",
                "resul\\u0074Type",
                "result\\u0054ype",
                "\\u0072esultType"
            })
    void findsItsOwnMembersWhereverTheyStandInAWord(String name) throws MalformedJsonException {
        for (int shift = 0; shift < 20; shift++) {
            for (String after : List.of("}", ",\"last\":\"a longer text behind it\"}")) {
                String result = '{' + " ".repeat(shift) + '"' + name + "\":0" + after;

                RawObject complete = RawObject.scan(results.complete(RawJson.of(result)));

                assertThat(complete.text("resultType")).isEqualTo("complete");
                assertThat(String.valueOf(complete.get("_meta"))).isEqualTo('{' + INFO + '}');
                assertThat(complete.size()).isEqualTo(after.equals("}") ? 2 : 3);
            }
        }
    }

    @ParameterizedTest
    @Tag("R-202")
    @ValueSource(
            strings = {
                "{\"content\":[{\"type\":\"text\",\"text\":\"_meta\"}]}",
                "{\"structuredContent\":{\"_meta\":{},\"resultType\":1,\"\\u0061\":\"\\u003cp\\u003e\"}}",
                " {\"_meta2\":1,\"resultTypes\":2} "
            })
    void leavesTheWordsAloneWhereTheyAreNotItsOwn(String result) throws MalformedJsonException {
        assertThat(results.complete(RawJson.of(result)).toString())
                .isEqualTo("{\"resultType\":\"complete\",\"_meta\":{" + INFO + "},"
                        + result.strip().substring(1));
    }

    @Test
    @Tag("R-202")
    void refusesWhatIsNoObject() {
        assertThatThrownBy(() -> results.complete(RawJson.of("[1]"))).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> results.complete(RawJson.of(""))).isInstanceOf(MalformedJsonException.class);
    }

    /** Whatever members a result has, each value comes out with the bytes it went in with, in the same order. */
    @Property(tries = 1_000)
    @net.jqwik.api.Tag("R-202")
    void keepsTheBytesOfEveryMember(@ForAll("objects") List<List<String>> members) throws MalformedJsonException {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < members.size(); i++) {
            json.append(i == 0 ? "" : " ,\n")
                    .append("\"m")
                    .append(i)
                    .append(members.get(i).get(0))
                    .append("\" : ")
                    .append(members.get(i).get(1));
        }
        RawObject before = RawObject.scan(RawJson.of(json.append('}').toString()));

        RawObject after = RawObject.scan(results.complete(before.raw()));

        List<String> kept = after.names().stream()
                .filter(name -> !name.equals("resultType") && !name.equals("_meta"))
                .toList();
        assertThat(kept).isEqualTo(before.names());
        before.forEach((name, value) -> assertThat(after.get(name)).isEqualTo(value));
        assertThat(after.text("resultType")).isEqualTo("complete");
    }

    @Provide
    Arbitrary<List<List<String>>> objects() {
        Arbitrary<String> names = Arbitraries.of("", "é", "\\u00e9", "_meta", "resultType", "\\\"", "𝄞");
        Arbitrary<String> values = Arbitraries.of(
                "null",
                "false",
                "1.0",
                "-0.0e+10",
                "\"\\u0041\"",
                "\"_meta\"",
                "{\"_meta\" :{}}",
                "[ 1,  2]",
                "\"\\ud800\"",
                "12345678901234567890.5",
                "{\"resultType\":\"x\"}",
                "\"é𝄞\"");
        return Combinators.combine(names, values).as(List::of).list().ofMaxSize(6);
    }
}
