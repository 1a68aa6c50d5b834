package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outcome;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RefusalCode;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who shares a session with a server of a legacy revision, and how many there are. */
@Tag("R-302")
class SessionPoolTest {
    /** Calls of one caller that may wait for a session. */
    private static final int WAITING = 64;

    private final LegacyRig rig = new LegacyRig();

    SessionPoolTest() {
        rig.server.tools.put("t", turn -> turn.result("{\"content\":[]}"));
        rig.server.tools.put("hang", turn -> {});
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static Asked by(String subject, String tool) {
        Asked one = Asked.tool(tool);
        return new Asked(one.target(), "{}", null, one.answers(), one.can(), null, null, subject);
    }

    private Outcome run(Asked asked) {
        return rig.run(new LegacyWork(asked));
    }

    /** The sessions in which tools were called. */
    private Set<String> used() {
        return rig.server.sessions.keySet().stream()
                .filter(id -> rig.server.requests.stream()
                                .filter(one -> one.equals("POST /mcp " + id))
                                .count()
                        > 1)
                .collect(Collectors.toSet());
    }

    @Test
    void keepsCallersApartAndUsesTheSessionOfACallerAgain() {
        rig.open();

        run(by("alice", "t"));
        run(by("alice", "t"));
        run(by("bob", "t"));

        assertThat(rig.server.count("initialize")).isEqualTo(3);
        assertThat(used()).hasSize(2);
    }

    @Test
    void keepsApartWhatClientsCanDo() {
        rig.open();

        run(by("alice", "t"));
        run(by("alice", "t").can(Capability.FORM));
        run(by("alice", "t").can(Capability.FORM, Capability.TASKS));

        assertThat(rig.server.count("initialize")).isEqualTo(3);
    }

    @Test
    void sharesItsOwnSessionAmongAllWhoCannotBeAskedWhereThatIsAllowed() {
        rig.sessions = UpstreamConfig.SessionsFor.ALL;
        rig.open();

        run(by("alice", "t"));
        run(by("bob", "t"));
        run(by("alice", "t").can(Capability.FORM));
        run(by("bob", "t").can(Capability.FORM));

        assertThat(rig.server.count("initialize")).isEqualTo(2);
    }

    @Test
    void doesNotLendASharedSessionToOthersInWhichTheServerMayStillAskForACallThatWasCancelled() {
        rig.sessions = UpstreamConfig.SessionsFor.ALL;
        rig.open();
        LegacyWork hanging = new LegacyWork(by("alice", "hang").can(Capability.FORM));
        rig.start(hanging);
        await().until(() -> rig.server.count("tools/call") == 1);
        hanging.cancel();
        await().until(() -> rig.server.count("notifications/cancelled") == 1);

        run(by("bob", "t").can(Capability.FORM));

        assertThat(rig.server.count("initialize")).isEqualTo(3);
        await().until(() -> rig.server.sessions.size() == 2);
    }

    @Test
    void endsTheSessionThatHasBeenIdleForLongestWhenThereAreTooMany() {
        rig.maxSessions = 3;
        rig.open();
        run(by("alice", "t"));
        run(by("bob", "t"));
        run(by("carol", "t"));

        assertThat(rig.server.sessions).hasSize(3);
        assertThat(rig.server.requests)
                .filteredOn(one -> one.startsWith("DELETE"))
                .hasSize(1);
        run(by("bob", "t"));
        assertThat(rig.server.count("initialize")).isEqualTo(4);
    }

    @Test
    void refusesWhenAllSessionsAreInUse() {
        rig.maxSessions = 2;
        rig.open();
        LegacyWork hanging = new LegacyWork(by("alice", "hang"));
        rig.start(hanging);
        await().until(() -> rig.server.count("tools/call") == 1);

        Outcome outcome = run(by("bob", "t"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.QUEUE_FULL));
        assertThat(rig.counted("mcp.upstream.refused")).isEqualTo(1);
        hanging.cancel();
        await().until(() -> rig.server.count("notifications/cancelled") == 1);
        assertThat(run(by("bob", "t"))).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void boundsTheCallsThatWaitForASessionThatRunsOneAtATime() {
        rig.sse().open();
        rig.start(new LegacyWork(by("alice", "hang").can(Capability.FORM)));
        await().until(() -> rig.server.count("tools/call") == 1);
        for (int i = 0; i < WAITING; i++) {
            rig.start(new LegacyWork(by("alice", "t").can(Capability.FORM)));
        }

        Outcome outcome = run(by("alice", "t").can(Capability.FORM));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().details()).containsEntry("limit", WAITING));
        assertThat(rig.counted("mcp.upstream.refused")).isEqualTo(1);
        assertThat(rig.server.count("tools/call")).isOne();
    }

    @Test
    void endsSessionsThatNobodyUses() {
        rig.idle = Duration.ofMillis(50);
        rig.open();
        run(by("alice", "t"));

        await().until(() -> rig.server.sessions.size() == 1);
        await().until(() -> rig.meters.get("mcp.upstream.sessions").gauge().value() == 0);
        assertThat(run(by("alice", "t"))).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void runsEverythingInTheOnlySessionWhereThereMayBeNoOther() {
        rig.maxSessions = 1;
        rig.open();

        run(by("alice", "t"));
        run(by("bob", "t").can(Capability.FORM));

        assertThat(rig.server.count("initialize")).isOne();
    }
}
