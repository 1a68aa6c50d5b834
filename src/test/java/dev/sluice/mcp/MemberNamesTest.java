package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-115")
class MemberNamesTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 15, 16, 17, 18, 33, 100, 5_000})
    void findsTheOneNameThatIsThereTwice(int size) {
        for (int first = 0; first < size - 1; first += Math.max(1, size / 20)) {
            StringBuilder json = object(size - 1);
            int at = json.length() + 2;
            json.append(", \"member").append(first).append("\":0}");

            assertThatThrownBy(() -> RawObject.scan(RawJson.of("{\"o\":" + json + '}')))
                    .hasMessage("ambiguous: a member name occurs twice in one object, at byte " + (at + 5));
        }
    }

    @Test
    void tellsNamesApartThatDifferInOneByte() throws MalformedJsonException {
        StringBuilder json = new StringBuilder("{\"\":0");
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                json.append(",\"")
                        .append("a".repeat(at))
                        .append('b')
                        .append("a".repeat(length - at - 1))
                        .append("\":0");
            }
        }

        assertThat(RawObject.scan(RawJson.of(json.append('}').toString())).size())
                .isEqualTo(1 + 39 * 40 / 2);
    }

    @Test
    void forgetsTheNamesOfAnObjectThatHasClosed() throws MalformedJsonException {
        String inner = object(20).append('}').toString();

        RawObject.scan(
                RawJson.of("{\"a\":" + inner + ",\"member0\":[" + inner + ',' + inner + "],\"member1\":{\"a\":1}}"));
    }

    @Test
    void takesAMillionMembersInTimeThatGrowsWithTheirNumber() {
        String json = object(1_000_000).append('}').toString();

        RawObject object = Assertions.assertTimeout(
                Duration.ofSeconds(20), () -> RawObject.scan(RawJson.of("{\"a\":" + json + ",\"b\":1}")));

        assertThat(object.names()).containsExactly("a", "b");
    }

    /** Values of CPython 3.11, whose hash of bytes is SipHash-1-3 with the key 0 under PYTHONHASHSEED=0. */
    @ParameterizedTest
    @CsvSource({
        "a,407448d2b89b1813",
        "abcdefg,6db12aae9070f506",
        "abcdefgh,3f7b849c0b8e35ea",
        "abcdefghi,f89b34a3d11eb6e5",
        "abcdefghijklmno,1fd27a29b0e9dc7a",
        "abcdefghijklmnop,94f60d3d29e6a312"
    })
    void hashesAsSipHashDoes(String text, String hash) {
        byte[] bytes = ('x' + text + 'x').getBytes(StandardCharsets.US_ASCII);

        assertThat(Long.toHexString(NameHash.of(0, 0, bytes, 1, text.length()))).isEqualTo(hash);
    }

    @Test
    void hashesDifferentlyWithAnotherKey() {
        byte[] bytes = {1, 2, 3};

        assertThat(NameHash.of(bytes, 0, 3)).isNotEqualTo(NameHash.of(0, 0, bytes, 0, 3));
    }

    @Test
    void knowsWordsByTheirBytesOnly() {
        assertThat(word("params")).isSameAs("params");
        assertThat(word(MetaKeys.CLIENT_INFO)).isSameAs(MetaKeys.CLIENT_INFO);
        assertThat(word("tools/call")).isEqualTo("tools/call");
        assertThat(word("io.modelcontextprotocol/clientinfo")).isNull();
        assertThat(word("jo.modelcontextprotocol/clientInfo")).isNull();
        assertThat(word("")).isNull();
    }

    private static @Nullable String word(String text) {
        return KnownWords.find(RpcWriter.ascii('"' + text + '"'), 1, text.length());
    }

    private static StringBuilder object(int size) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < size; i++) {
            json.append(i == 0 ? "" : ",").append("\"member").append(i).append("\":0");
        }
        return json;
    }
}
