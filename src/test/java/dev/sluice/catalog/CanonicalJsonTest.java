package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mcp.RawJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-307")
class CanonicalJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"b\":1,\"a\":[1,2]}|{ \"a\" : [ 1 , 2 ], \"b\":1 }|true",
                "{\"a\":\"\\u0041\"}|{\"a\":\"A\"}|true",
                "{\"a\":1}|{\"a\":1.0}|false",
                "{\"a\":1e2}|{\"a\":100}|false",
                "{\"a\":null}|{}|false",
                "{\"a\":[1,2]}|{\"a\":[2,1]}|false",
                "{\"a\":\"1\"}|{\"a\":1}|false",
                "{\"a\":{\"c\":1,\"b\":2}}|{\"a\":{\"b\":2,\"c\":1}}|true",
            })
    void theSameIsWhatMeansTheSame(String one, String other, boolean same) {
        assertThat(CanonicalJson.digest(RawJson.of(one)).equals(CanonicalJson.digest(RawJson.of(other))))
                .isEqualTo(same);
    }

    @Test
    void isShownOverSeveralLinesInOrderWithNumbersAsTheyWereSpelled() {
        assertThat(CanonicalJson.pretty(RawJson.of("{\"b\":[],\"a\":{\"d\":1.50,\"c\":[true,\"x\"]},\"e\":{}}"), ""))
                .isEqualTo("""
                        {
                          "a": {
                            "c": [
                              true,
                              "x"
                            ],
                            "d": 1.50
                          },
                          "b": [],
                          "e": {}
                        }""");
    }

    @Test
    void aDigestSaysHowItWasMade() {
        assertThat(CanonicalJson.digest(RawJson.of("{}")))
                .isEqualTo("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }
}
