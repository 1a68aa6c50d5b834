package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.Target;
import dev.sluice.config.Bytes;
import dev.sluice.config.DialogueConfig;
import dev.sluice.config.Secret;
import dev.sluice.edge.session.Sealer;
import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RefusedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client brings back between rounds, under random input: it is what was given to it, or it is refused. */
@Tag("R-202")
class RequestStatesFuzzTest {
    private static final Target TARGET =
            new ResourceTarget("a:b", "p", null, Map.of(), Set.of(), Duration.ofSeconds(1));

    private final RequestStates states = new RequestStates(
            Sealer.of(Optional.of(new Secret("0123456789012345678901234567890123456789")), "test"),
            new DialogueConfig(10, Duration.ofMinutes(5), new Bytes(16_384), 1_000, Bytes.kib(16)),
            InstantSource.system());

    @Test
    void whateverIsBroughtIsReadOrRefused() throws InterruptedException {
        Fuzz.check(draw -> {
            RawObject params = params(
                    draw.any("", ",\"requestState\":" + draw.json(2)),
                    draw.any("", ",\"inputResponses\":" + draw.json(3)));
            try {
                states.open(params, draw.text(3), routed(draw.object(2)), Answers.NONE);
            } catch (RefusedException e) {
                assertThat(e.refusal().code()).isEqualTo(RefusalCode.INVALID_PARAMS);
            }
        });
    }

    @Test
    void onlyItsOwnerBringsItBackUnchangedForTheSameRequest() throws InterruptedException {
        Fuzz.check(draw -> {
            RawJson arguments = RawJson.of("{\"a\":" + draw.string(draw.text(4)) + '}');
            RawJson remembered = RawJson.of(draw.json(2));
            RequestStates.Round first = new RequestStates.Round(Answers.NONE, System.currentTimeMillis() + 60_000);
            String state = states.seal(
                    first, "owner", TARGET, arguments, new Outcome.InputRequired(RawJson.EMPTY_OBJECT, remembered));

            Answers answers = open(state, "owner", arguments).answers();

            assertThat(answers.round()).isEqualTo(1);
            assertThat(answers.state()).isEqualTo(remembered);
            refused(changed(draw, state), "owner", arguments);
            refused(state, "other" + draw.text(2), arguments);
            refused(state, "owner", RawJson.of("{\"a\":" + draw.string("other" + draw.text(2)) + ",\"b\":1}"));
        });
    }

    private void refused(String state, String owner, RawJson arguments) {
        assertThatThrownBy(() -> open(state, owner, arguments))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(RefusalCode.INVALID_PARAMS));
    }

    private RequestStates.Round open(String state, String owner, RawJson arguments) throws MalformedJsonException {
        RawObject params = params(",\"requestState\":" + RawJson.string(state), ",\"inputResponses\":{}");
        return states.open(params, owner, routed(arguments.toString()), Answers.NONE);
    }

    private static RawObject params(String state, String responses) throws MalformedJsonException {
        return RawObject.scan(RawJson.of("{\"uri\":\"a:b\"" + state + responses + '}'));
    }

    private static Routed routed(String arguments) {
        return Routed.to(TARGET, RawJson.of(arguments));
    }

    private static String changed(Draw draw, String state) {
        String changed = draw.mutated(state);
        return changed.equals(state) ? state + draw.any("=", "A", " ", "-TAMPERED") : changed;
    }
}
