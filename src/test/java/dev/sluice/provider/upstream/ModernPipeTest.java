package dev.sluice.provider.upstream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.config.Secret;
import dev.sluice.config.UpstreamConfig.EraChoice;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.NotSentException;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process of the modern era, and one that is found not to be. */
@Tag("R-301")
@Tag("R-308")
class ModernPipeTest {
    private final PipeRig rig = new PipeRig(EraChoice.MODERN);

    @BeforeAll
    static void needNode() {
        PipeRig.assumeNode();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void listsAndCallsAndRelaysBytes() throws Exception {
        // given
        rig.open("modern");

        // when
        Offer offer = HomeRig.await(rig.onHome(() -> rig.dialect().offer()));
        Outcome outcome = rig.call(Asked.tool("echo").with("{\"n\": 1.50}"));

        // then
        assertThat(offer.tools()).extracting(ToolDescriptor::name).startsWith("echo", "env");
        assertThat(offer.resources()).hasSize(1);
        assertThat(PipeRig.text(outcome)).isEqualTo("{\"n\":1.5}");
        assertThat(rig.dialect().status())
                .containsEntry("era", "modern")
                .containsEntry("transport", "stdio")
                .containsEntry("processes", 1);
    }

    @Test
    void seesTheEnvironmentOfItsConfiguration() throws Exception {
        rig.open(rig.upstream(PipeRig.command("modern", Map.of("TOKEN", new Secret("s3cret-value")))));

        assertThat(PipeRig.text(rig.call(Asked.tool("env").with("{\"name\":\"TOKEN\"}"))))
                .isEqualTo("s3cret-value");
    }

    @Test
    @Tag("R-302")
    void asksItsCallerAndGoesOnWithTheAnswer() throws Exception {
        // given
        rig.open("modern");
        Asked asking = Asked.tool("ask").can(Capability.FORM);
        Outcome.InputRequired question = (Outcome.InputRequired) rig.call(asking);

        // when
        RawJson given = RawJson.of("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
        Outcome outcome = rig.call(asking.answers(Answers.NONE.next(Map.of("name", given), question.state())));

        // then
        assertThat(String.valueOf(question.inputRequests())).contains("\"message\":\"Name?\"");
        assertThat(PipeRig.text(outcome)).isEqualTo("kept Ada");
    }

    @Test
    @Tag("R-302")
    void progressAndLogGoToTheCallThatTheyAreOf() throws Exception {
        rig.open("modern");

        Outcome outcome = rig.call(Asked.tool("steps").hears("\"mine\"", LogLevel.INFO));

        assertThat(PipeRig.text(outcome)).isEqualTo("done");
        assertThat(rig.notes)
                .hasSize(4)
                .anySatisfy(note -> assertThat(note).contains("\"progress\":3"))
                .last()
                .asString()
                .contains("half way");
    }

    @Test
    @Tag("R-302")
    void aLogMessageGoesToNobodyWhileItCouldBeOfSomebodyElse() throws Exception {
        // given another caller's call
        rig.open("modern");
        PipeRig.Running hanging = rig.begin(Asked.tool("hang"));

        // when
        rig.call(Asked.tool("steps").hears("\"mine\"", LogLevel.INFO));

        // then
        assertThat(rig.notes).hasSize(3).noneMatch(note -> note.contains("half way"));
        hanging.cancel();
    }

    @Test
    @Tag("R-302")
    void whatAServerLogsOfACallThatWasGivenUpIsNotShownToTheNextCaller() throws Exception {
        // given a server that goes on with it
        rig.open("modern");
        PipeRig.Running murmuring =
                rig.begin(Asked.tool("murmur").with("{\"of\":\"alice\"}").hears("\"hers\"", LogLevel.INFO));
        await().until(() -> !rig.notes.isEmpty());
        murmuring.cancel();
        assertThatThrownBy(() -> murmuring.outcome().await(30, SECONDS)).isInstanceOf(WireException.class);
        rig.notes.clear();

        // when
        Outcome outcome = rig.call(Asked.tool("wait").by("bob").hears("\"his\"", LogLevel.INFO));

        // then
        assertThat(PipeRig.text(outcome)).isEqualTo("waited");
        assertThat(rig.notes).isEmpty();
    }

    @Test
    @Tag("R-302")
    void aCallThatNobodyWaitsForIsCancelledThere() throws Exception {
        // given
        rig.open("modern");
        PipeRig.Running hanging = rig.begin(Asked.tool("hang"));

        // when
        hanging.cancel();

        // then
        assertThatThrownBy(() -> hanging.outcome().await(30, SECONDS)).isInstanceOf(WireException.class);
        assertThat(PipeRig.text(rig.call(Asked.tool("cancelled")))).matches("\\[\\d+]");
    }

    @Test
    @Tag("R-302")
    void tellsOfChangesThatItHasSubscribedTo() throws Exception {
        // given
        rig.open("modern");
        HomeRig.await(rig.onHome(() -> rig.dialect().watch("test://one", true)));

        // when
        rig.call(Asked.tool("grow"));
        rig.call(Asked.tool("touch").with("{\"uri\":\"test://one\"}"));
        rig.call(Asked.tool("touch").with("{\"uri\":\"test://two\"}"));

        // then
        await().untilAsserted(() -> assertThat(rig.events).containsExactly("lists", "updated test://one"));
        HomeRig.await(rig.onHome(() -> rig.dialect().watch("test://one", false)));
        rig.call(Asked.tool("touch").with("{\"uri\":\"test://one\"}"));
        rig.call(Asked.tool("grow"));
        await().untilAsserted(() -> assertThat(rig.events).containsExactly("lists", "updated test://one", "lists"));
    }

    @Test
    void aSubscriptionThatItEndsIsOpenedAgainAndWhatMayHaveBeenMissedIsFetched() throws Exception {
        rig.open("modern");

        rig.call(Asked.tool("unlisten"));

        await().untilAsserted(() -> assertThat(rig.events).containsExactly("lists"));
        rig.call(Asked.tool("grow"));
        await().untilAsserted(() -> assertThat(rig.events).containsExactly("lists", "lists"));
    }

    @Test
    void aCrashLosesWhatItWasAtAndFailsWhatComesUntilItIsThereAgain() throws Exception {
        // given
        rig.open("modern");
        String before = PipeRig.text(rig.call(Asked.tool("pid")));
        HomeRig.await(rig.onHome(() -> rig.dialect().watch("test://one", true)));
        PipeRig.Running hanging = rig.begin(Asked.tool("hang"));

        // when
        Future<Outcome> crash = rig.begin(Asked.tool("crash")).outcome();
        // at once: it is started again before long
        Future<Outcome> next =
                crash.transform(ended -> rig.begin(Asked.tool("pid")).outcome());

        // then
        assertThatThrownBy(() -> crash.await(30, SECONDS))
                .isInstanceOf(WireException.class)
                .hasMessage("The process exited with code 9");
        assertThatThrownBy(() -> hanging.outcome().await(30, SECONDS)).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> next.await(30, SECONDS)).isInstanceOf(NotSentException.class);
        await().untilAsserted(() -> assertThat(rig.events).containsExactly("lists", "lists"));
        assertThat(PipeRig.text(rig.call(Asked.tool("pid")))).isNotEqualTo(before);
        rig.call(Asked.tool("touch").with("{\"uri\":\"test://one\"}"));
        await().untilAsserted(() -> assertThat(rig.events).containsExactly("lists", "lists", "updated test://one"));
    }

    @Test
    void oneThatHangsIsEndedAndStartedAgain() throws Exception {
        // given
        PipeRig impatient = new PipeRig(EraChoice.MODERN, PipeRig.IMPATIENT);
        impatient.open("modern");
        PipeRig.Running deaf = impatient.begin(Asked.tool("deaf"));

        // when
        deaf.cancel();

        // then
        await().untilAsserted(() -> assertThat(impatient.events).containsExactly("lists", "lists"));
        assertThat(PipeRig.text(impatient.call(Asked.tool("echo")))).isEqualTo("{}");
        impatient.close();
    }

    @Test
    void oneThatTakesLongToStartIsWaitedFor() throws Exception {
        rig.open("slow");

        assertThat(PipeRig.text(rig.call(Asked.tool("echo")))).isEqualTo("{}");
    }

    @Test
    void oneOfALegacyEraIsFoundToBeOneWhateverItDoesAndNothingIsLeftOfIt() {
        for (String manner : List.of("legacy", "silent", "exit")) {
            assertThatThrownBy(() -> rig.open(manner)).as(manner).isInstanceOf(UnspokenException.class);
        }
        assertThat(rig.meters.getMeters()).isEmpty();
    }

    @Test
    void aProgramThatIsNotThereIsNoOtherEra() {
        Future<?> opened = rig.opening(rig.upstream(List.of("no-such-program"), Map.of()));

        assertThatThrownBy(() -> opened.await(30, SECONDS))
                .isInstanceOf(WireException.class)
                .hasMessage("The program no-such-program is in no directory of PATH");
    }
}
