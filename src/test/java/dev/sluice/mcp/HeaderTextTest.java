package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {
    @ParameterizedTest
    @Tag("R-202")
    @CsvSource({
        "Hello,Hello",
        "'  name\t',name",
        "=?base64?SGVsbG8=?=,Hello",
        "=?base64??=,''",
        "SGVsbG8=,SGVsbG8=",
        "=?base64?SGVsbG8=,=?base64?SGVsbG8=",
        "SGVsbG8=?=,SGVsbG8=?=",
        "=?base64?=,=?base64?="
    })
    void decodes(String value, String text) {
        assertThat(HeaderText.decode(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @Tag("R-202")
    @ValueSource(strings = {"=?base64?SGVsbG8?=", "=?base64?SGVs!!!bG8=?=", "=?base64?/w==?=", "=?base64?SGVs bG8=?="})
    void refusesWhatIsNotStrict(String value) {
        assertThat(HeaderText.decode(value)).isNull();
    }

    @Property(tries = 500)
    @net.jqwik.api.Tag("R-202")
    void readsBackWhatItWrites(@ForAll String text) {
        String wellFormed = new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(HeaderText.decode(HeaderText.encode(wellFormed))).isEqualTo(wellFormed);
    }
}
