package dev.sluice.provider.upstream.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the status of an answer says, and to whom. */
@Tag("R-302")
class HttpAnswersTest {
    @ParameterizedTest
    @CsvSource({
        "401, A token is required, false, true",
        "403, Not for you, true, true",
        "429, Too many calls, true, true",
        "503, Later, false, true",
        "404, Session not found, true, true",
        "410, The session has ended, true, true",
        "404, Session not found, false, false",
        "404, Method not found, true, false",
        "400, Invalid session argument, true, false",
        "500, It broke, true, false"
    })
    void tellsWhatConcernsTheGatewayFromWhatWasAsked(int status, String message, boolean inSession, boolean carrier) {
        Buffer body = Buffer.buffer(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32001,\"message\":\"" + message + "\"}}");

        assertThat(HttpAnswers.isOfTheCarrier(status, body, inSession)).isEqualTo(carrier);
    }
}
