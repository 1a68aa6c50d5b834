package dev.sluice.provider.upstream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.config.UpstreamConfig.EraChoice;
import dev.sluice.provider.NotSentException;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes of a legacy era: each is a session. */
@Tag("R-301")
@Tag("R-308")
class LegacyPipeTest {
    private final PipeRig rig = new PipeRig(EraChoice.AUTO);

    @BeforeAll
    static void needNode() {
        PipeRig.assumeNode();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void listsAndCalls() throws Exception {
        // given
        rig.open("legacy");

        // when
        Offer offer = HomeRig.await(rig.onHome(() -> rig.dialect().offer()));

        // then
        assertThat(offer.tools()).extracting(ToolDescriptor::name).startsWith("echo", "env");
        assertThat(PipeRig.text(rig.call(Asked.tool("echo").with("{\"n\":1}")))).isEqualTo("{\"n\":1}");
        assertThat(rig.dialect().status()).containsEntry("era", "legacy").containsEntry("transport", "stdio");
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "silent", "exit"})
    void isFoundOutWhateverItDoesWhenItIsAskedForTheModernEra(String manner) throws Exception {
        rig.open(manner);

        assertThat(rig.dialect().status()).containsEntry("era", "legacy");
        assertThat(PipeRig.text(rig.call(Asked.tool("echo")))).isEqualTo("{}");
    }

    @Test
    void aCrashFailsTheCallAndTheNextOneSurelyWasNotSentUntilAnotherProcessIsThere() throws Exception {
        // given
        rig.open("legacy");
        String before = PipeRig.text(rig.call(Asked.tool("pid")));

        // when
        Future<Outcome> crash = rig.begin(Asked.tool("crash")).outcome();
        // at once: another one may be started before long
        Future<Outcome> next =
                crash.transform(ended -> rig.begin(Asked.tool("pid")).outcome());
        assertThatThrownBy(() -> crash.await(30, SECONDS)).isNotInstanceOf(NotSentException.class);
        assertThatThrownBy(() -> next.await(30, SECONDS)).isInstanceOf(NotSentException.class);

        // then
        await().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(PipeRig.text(rig.call(Asked.tool("pid")))).isNotEqualTo(before));
    }

    @Test
    void closingLeavesNoProcess() throws Exception {
        rig.open("legacy");
        rig.call(Asked.tool("echo"));
        long pid = Long.parseLong(PipeRig.text(rig.call(Asked.tool("pid"))));

        HomeRig.await(rig.onHome(() -> rig.dialect().close()));

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(rig.meters.find("mcp.upstream.processes").gauge()).isNull();
    }
}
