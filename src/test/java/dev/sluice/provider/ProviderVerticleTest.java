package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-108")
class ProviderVerticleTest {
    private final ScriptedProvider provider = new ScriptedProvider(
            "scripted",
            ToolSpec.of("act", "Act", "Does something."),
            ToolSpec.of("brief", "Brief", "Has little time.").within(Duration.ofMillis(100)));
    private final Rig rig = new Rig(TestConfig.defaults(), provider);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void answersWithWhatTheToolSays() {
        Outcome outcome = rig.run("act");

        assertThat(outcome)
                .isEqualTo(new Outcome.Completed(
                        RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}"), false));
        assertThat(rig.counted("mcp.tools.executed", "tool", "act", "outcome", "ok"))
                .isEqualTo(1);
        assertThat(rig.meters
                        .get("mcp.tool.duration")
                        .tag("tool", "act")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void passesOnThatTheToolFailedOfItself() {
        provider.script = request -> Future.succeededFuture(ToolResult.error("no such city"));

        assertThat(rig.run("act"))
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.failed()).isTrue());
        assertThat(rig.counted("mcp.tools.executed", "tool", "act", "outcome", "tool_error"))
                .isEqualTo(1);
    }

    @Test
    void tellsNothingOfWhatWentOnInsideWhenTheProviderFails() {
        provider.script = request -> Future.failedFuture(new IllegalStateException("jdbc://secret@host"));
        Call call = rig.call("act");

        Refusal refusal = refused(rig.run(call));

        assertThat(refusal.code()).isEqualTo(RefusalCode.TOOL_FAILED);
        assertThat(refusal.details()).containsEntry("requestId", call.id().requestId());
        assertThat(refusal.toString()).doesNotContain("secret");
    }

    @Test
    void givesACleanOutcomeWhateverTheProviderDoes() {
        provider.script = request -> {
            throw new NoClassDefFoundError("x");
        };
        assertThat(refused(rig.run("act")).code()).isEqualTo(RefusalCode.TOOL_FAILED);

        provider.script = request -> null;
        assertThat(refused(rig.run("act")).code()).isEqualTo(RefusalCode.TOOL_FAILED);

        provider.script = request -> Future.succeededFuture();
        assertThat(refused(rig.run("act")).code()).isEqualTo(RefusalCode.TOOL_FAILED);

        provider.script = request -> Future.succeededFuture(new ToolResult(RawJson.of("[]"), false));
        assertThat(refused(rig.run("act")).code()).isEqualTo(RefusalCode.TOOL_FAILED);
    }

    @Test
    void takesAnAnswerFromAForeignThread() {
        CompletableFuture<ToolResult> elsewhere = new CompletableFuture<>();
        provider.script = request -> {
            CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)
                    .execute(() -> elsewhere.complete(ToolResult.text("from afar")));
            return Future.fromCompletionStage(elsewhere);
        };

        assertThat(rig.run("act")).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    @Tag("R-103")
    void refusesWhomTheToolRefuses() {
        provider.script = request -> Future.failedFuture(new ToolRefusedException("Only for admins."));

        Refusal refusal = refused(rig.run("act"));

        assertThat(refusal.code()).isEqualTo(RefusalCode.INSUFFICIENT_PERMISSIONS);
        assertThat(refusal.message()).isEqualTo("Only for admins.");
    }

    @Test
    void timesOutAfterTheToolsOwnLimitAndLetsTheToolStop() {
        Promise<String> told = Promise.promise();
        provider.script = request -> {
            request.cancelled().onSuccess(ignored -> told.complete("stop"));
            return Promise.<ToolResult>promise().future();
        };

        Refusal refusal = refused(rig.run("brief"));

        assertThat(refusal.code()).isEqualTo(RefusalCode.TIMEOUT);
        assertThat(refusal.details()).containsEntry("timeoutMs", 100L).containsKey("deadline");
        assertThat(Rig.await(told.future())).isEqualTo("stop");
        assertThat(rig.counted("mcp.tools.executed", "tool", "brief", "outcome", "timeout"))
                .isEqualTo(1);
    }

    @Test
    void timesOutAtTheDeadlineOfTheCallWhenThatIsEarlier() {
        provider.script = request -> Promise.<ToolResult>promise().future();

        Refusal refusal = refused(rig.run(rig.call("act", "{}", Rig.user("alice"), Duration.ofMillis(60))));

        assertThat(refusal.code()).isEqualTo(RefusalCode.TIMEOUT);
    }

    @Test
    void doesNotAskTheToolWhenTheDeadlineHasPassed() {
        Refusal refusal = refused(rig.run(rig.call("act", "{}", Rig.user("alice"), Duration.ZERO)));

        assertThat(refusal.code()).isEqualTo(RefusalCode.TIMEOUT);
        assertThat(provider.calls).hasValue(0);
    }

    @Test
    void keepsEachDeadlineOfManyCalls() {
        provider.script = request -> Promise.<ToolResult>promise().future();
        Future<Outcome> late = rig.send(rig.call("act", "{}", Rig.user("alice"), Duration.ofMillis(2_500)), 0);
        Future<Outcome> early = rig.send(rig.call("act", "{}", Rig.user("alice"), Duration.ofMillis(80)), 0);

        assertThat(refused(Rig.await(early)).code()).isEqualTo(RefusalCode.TIMEOUT);
        assertThat(late.isComplete()).isFalse();
        assertThat(refused(Rig.await(late)).code()).isEqualTo(RefusalCode.TIMEOUT);
    }

    @Test
    void dropsALateAnswer() {
        Promise<ToolResult> late = Promise.promise();
        provider.script = request -> late.future();
        Refusal refusal = refused(rig.run("brief"));

        late.complete(ToolResult.text("too late"));

        assertThat(refusal.code()).isEqualTo(RefusalCode.TIMEOUT);
        provider.script = request -> Future.succeededFuture(ToolResult.text("fresh"));
        assertThat(rig.run("brief")).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.counted("mcp.tools.executed", "tool", "brief", "outcome", "ok"))
                .isEqualTo(1);
    }

    @Test
    void refusesAnAnswerThatCameOfBlockingPastTheDeadline() {
        provider.script = request -> {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(130);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return Future.succeededFuture(ToolResult.text("at last"));
        };

        assertThat(refused(rig.run("brief")).code()).isEqualTo(RefusalCode.TIMEOUT);
    }

    @Test
    void endsACallThatItsCallerGaveUp() {
        Promise<String> told = Promise.promise();
        Promise<String> begun = Promise.promise();
        provider.script = request -> {
            begun.complete("begun");
            request.cancelled().onSuccess(ignored -> told.complete("stop"));
            return Promise.<ToolResult>promise().future();
        };
        Call call = rig.call("act");
        Future<Outcome> outcome = rig.send(call, 0);
        Rig.await(begun.future());

        rig.cancel(call, "closed");

        assertThat(refused(Rig.await(outcome)).code()).isEqualTo(RefusalCode.CANCELLED);
        assertThat(Rig.await(told.future())).isEqualTo("stop");
    }

    @Test
    void survivesAProviderThatThrowsWhenToldToStop() {
        provider.script = request -> {
            request.cancelled().onSuccess(ignored -> {
                throw new IllegalStateException("not now");
            });
            return Promise.<ToolResult>promise().future();
        };

        assertThat(refused(rig.run("brief")).code()).isEqualTo(RefusalCode.TIMEOUT);
        provider.script = request -> Future.succeededFuture(ToolResult.text("well"));
        assertThat(rig.run("act")).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void keepsAResultWithinTheBound() {
        provider.script = request -> Future.succeededFuture(ToolResult.text("x".repeat(65 * 1024)));

        Refusal refusal = refused(rig.run("act"));

        assertThat(refusal.code()).isEqualTo(RefusalCode.TOOL_FAILED);
        assertThat(refusal.message()).contains("65536 bytes");
        assertThat(rig.counted("mcp.tools.executed", "tool", "act", "outcome", "too_large"))
                .isEqualTo(1);
    }

    @Test
    void endsWhatRunsWhenItIsUndeployed() {
        provider.script = request -> Promise.<ToolResult>promise().future();
        Future<Outcome> outcome = rig.send(rig.call("act"), 0);
        await().until(() -> provider.calls.get() == 1);

        rig.vertx.deploymentIDs().forEach(id -> Rig.await(rig.vertx.undeploy(id)));

        assertThat(refused(Rig.await(outcome)).code()).isEqualTo(RefusalCode.DRAINING);
    }

    @Test
    void repliesToWhatIsNoCall() {
        Future<Object> reply = rig.vertx
                .eventBus()
                .request(Addresses.provider("scripted", 0), "hello")
                .map(message -> message.body());

        assertThatThrownBy(() -> Rig.await(reply)).hasMessage("not a call");
    }

    private static Refusal refused(Outcome outcome) {
        return assertThat(outcome)
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Refused.class))
                .actual()
                .refusal();
    }
}
