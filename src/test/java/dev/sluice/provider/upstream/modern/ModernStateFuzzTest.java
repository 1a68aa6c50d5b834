package dev.sluice.provider.upstream.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outcome;
import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RpcParser;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What upstreams of the modern era send, under random input. */
@Tag("R-302")
class ModernStateFuzzTest {
    private static final ClientCapabilities ABLE =
            ClientCapabilities.having(Set.of(Capability.FORM, Capability.URL, Capability.ROOTS));
    private static final String ASKING = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"input_required\","
            + "\"inputRequests\":{\"a\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"url\":\"https://a.example/\"}},"
            + "\"b\":{\"method\":\"roots/list\"}},\"requestState\":\"s\"}}";

    @Test
    void aStateComesBackAsItWas() throws InterruptedException {
        Fuzz.check(draw -> {
            List<String> keys = new ArrayList<>();
            for (int i = draw.below(5); i > 0; i--) {
                keys.add(draw.text(6));
            }
            ModernState state = new ModernState(
                    draw.oneIn(3) ? null : RawJson.of(draw.string(draw.text(8))),
                    draw.oneIn(3) ? null : keys,
                    draw.oneIn(3) ? null : draw.text(8));

            assertThat(ModernState.of(state.toJson())).isEqualTo(state);
        });
    }

    @Test
    void anythingIsAnAnswerOrARefusalOrAFailureOfItsUpstream() throws InterruptedException {
        Fuzz.check(draw -> {
            byte[] bytes = draw.mutated(ASKING.getBytes(StandardCharsets.UTF_8));
            try {
                RpcAnswer answer =
                        RpcAnswer.of(RpcParser.object(RawJson.view(bytes, 0, bytes.length)), RawJson.of("7"));
                RawObject result = answer == null ? null : answer.result();
                if (result != null) {
                    Outcome asked = ModernQuestions.ask(result, ABLE, ABLE, null);
                    assertThat(asked).isInstanceOfAny(Outcome.InputRequired.class, Outcome.Refused.class);
                }
            } catch (RefusedException | WireException expected) {
                assertThat(expected).hasMessageContaining("");
            }
        });
    }
}
