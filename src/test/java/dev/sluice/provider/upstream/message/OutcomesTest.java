package dev.sluice.provider.upstream.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.upstream.Asked;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers of upstreams come to. */
@Tag("R-302")
class OutcomesTest {
    @Test
    void relaysAResultAsItIsSpelled() throws MalformedJsonException {
        RawObject result = object("{\"content\" : [ ], \"isError\" : true, \"n\":1.00}");

        assertThat(Outcomes.completed(Asked.tool("t").call(), result))
                .isEqualTo(new Outcome.Completed(result.raw(), true));
    }

    @Test
    void takesOutWhatWouldAskTheCallerSomethingThoughNothingIsAsked() throws MalformedJsonException {
        RawObject result =
                object("{\"requestState\":\"s\", \"content\" : [ ],\"inputRequests\":{}, \"isError\":true,\"n\":1.00}");

        assertThat(Outcomes.completed(Asked.tool("t").call(), result))
                .isEqualTo(new Outcome.Completed(RawJson.of("{\"content\" : [ ],\"isError\":true,\"n\":1.00}"), true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ttlMs\":1.0, \"cacheScope\":\"public\"} | {\"ttlMs\":1.0, \"cacheScope\":\"public\"}",
                "{ \"contents\" : [1.0] } | { \"contents\" : [1.0] ,\"ttlMs\":0,\"cacheScope\":\"private\"}",
                "{\"ttlMs\":5} | {\"ttlMs\":5,\"cacheScope\":\"private\"}",
                "{\"cacheScope\":\"public\"} | {\"cacheScope\":\"public\",\"ttlMs\":0}",
                "{} | {\"ttlMs\":0,\"cacheScope\":\"private\"}"
            })
    void saysOfContentsThatTheyMayNotBeKeptWhenTheUpstreamSaysNothing(String from, String to)
            throws MalformedJsonException {
        assertThat(Outcomes.completed(Asked.resource("x:1").call(), object(from)))
                .isEqualTo(new Outcome.Completed(RawJson.of(to), false));
    }

    @ParameterizedTest
    @CsvSource({
        "-32602, -32602",
        "17, 17",
        "-31999, -31999",
        "-31401, -32603",
        "-31599, -32603",
        "-32601, -32603",
        "-32603, -32603",
        "-32000, -32603",
        "-32020, -32603",
        "-32022, -32603",
        "-32700, -32603"
    })
    void passesOnOnlyTheNumbersThatItMay(int from, int to) throws MalformedJsonException {
        RawObject error = object("{\"code\":" + from + ",\"message\":\"no\",\"data\":[1.0]}");

        assertThat(Outcomes.failed(Asked.tool("t").call(), error, ClientCapabilities.NONE))
                .isEqualTo(new Outcome.Failed(to, "no", RawJson.of("[1.0]")));
    }

    @ParameterizedTest
    @CsvSource({"-32602", "-32002"})
    void knowsAResourceThatIsMissingInBothEras(int code) throws MalformedJsonException {
        Outcome outcome = Outcomes.failed(
                Asked.resource("x:1").call(), object("{\"code\":" + code + "}"), ClientCapabilities.NONE);

        assertThat(outcome)
                .isEqualTo(new Outcome.Refused(
                        Refusal.of(RefusalCode.RESOURCE_NOT_FOUND).with("uri", "x:1")));
    }

    @Test
    void tellsWhatTheCallerLacksOnlyIfTheUpstreamWasToldTheTruth() throws MalformedJsonException {
        RawObject error = object("{\"code\":-32021,\"data\":{\"requiredCapabilities\":{\"sampling\":{}}}}");

        assertThat(Outcomes.failed(Asked.tool("t").call(), error, ClientCapabilities.NONE))
                .isEqualTo(new Outcome.Refused(Refusal.of(RefusalCode.MISSING_CAPABILITY)
                        .with("requiredCapabilities", Map.of("sampling", Map.of()))));
        assertThat(Outcomes.failed(Asked.tool("t").can(Capability.SAMPLING).call(), error, ClientCapabilities.NONE))
                .isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void boundsTheMessageWithoutCuttingACharacter() throws MalformedJsonException {
        String long511 = "x".repeat(Outcomes.MAX_MESSAGE - 1);

        assertThat(Outcomes.message(object("{\"message\":\"" + long511 + "\ud83d\ude00\"}")))
                .isEqualTo(long511);
        assertThat(Outcomes.message(object("{\"message\":7}"))).isNotBlank();
    }

    private static RawObject object(String json) throws MalformedJsonException {
        return RawObject.scan(RawJson.of(json));
    }
}
