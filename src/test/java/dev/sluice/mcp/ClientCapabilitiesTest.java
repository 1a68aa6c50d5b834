package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-201")
class ClientCapabilitiesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {}",
                "null | {}",
                "[] | {}",
                "{\"roots\":{\"listChanged\":true}} | {\"roots\":{}}",
                "{\"sampling\":{}} | {\"sampling\":{}}",
                "{\"sampling\":{\"tools\":{},\"context\":{}}} | {\"sampling\":{\"tools\":{},\"context\":{}}}",
                "{\"elicitation\":{}} | {\"elicitation\":{\"form\":{}}}",
                "{\"elicitation\":{\"url\":{}}} | {\"elicitation\":{\"url\":{}}}",
                "{\"elicitation\":{\"url\":{},\"form\":{}}} | {\"elicitation\":{\"form\":{},\"url\":{}}}",
                "{\"roots\":true,\"experimental\":{}} | {}"
            })
    void survivesTheWayThroughBits(String given, String expected) {
        var capabilities = ClientCapabilities.of(RawJson.of(given));

        assertThat(capabilities.toJson().toString()).isEqualTo(expected);
        assertThat(ClientCapabilities.of(capabilities.toJson())).isEqualTo(capabilities);
    }
}
