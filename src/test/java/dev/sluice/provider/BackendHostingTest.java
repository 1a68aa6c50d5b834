package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ResourceWatch;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-301")
class BackendHostingTest {
    private static final RawJson RESULT = RawJson.of("{\"content\":[],\"x\":1.50,\"y\":null}");

    @Test
    void relaysTheOutcomeOfABackendByteForByte() {
        ScriptedBackend backend = new ScriptedBackend(work -> done(RESULT));
        try (Rig rig = Rig.of(TestConfig.defaults(), backend)) {
            Outcome outcome = rig.run("dig");

            assertThat(outcome).isEqualTo(new Outcome.Completed(RESULT, false));
            assertThat(rig.counted("mcp.tools.executed", "tool", "dig", "outcome", "ok"))
                    .isEqualTo(1);
        }
    }

    @Test
    @Tag("R-108")
    void triesACallAgainThatNeverReachedItsServerEvenIfItMayNotBeRepeated() {
        AtomicInteger attempts = new AtomicInteger();
        ScriptedBackend backend = new ScriptedBackend(work -> attempts.incrementAndGet() == 1
                ? Future.failedFuture(new NotSentException("no connection", new java.net.ConnectException()))
                : done(RESULT));
        try (Rig rig = Rig.of(TestConfig.defaults(), backend)) {
            assertThat(rig.run("dig")).isInstanceOf(Outcome.Completed.class);
            assertThat(attempts).hasValue(2);
        }
    }

    @Test
    @Tag("R-108")
    void neverTriesACallAgainThatMayHaveReachedItsServer() {
        AtomicInteger attempts = new AtomicInteger();
        ScriptedBackend backend = new ScriptedBackend(work -> {
            attempts.incrementAndGet();
            return Future.failedFuture("connection lost");
        });
        try (Rig rig = Rig.of(TestConfig.defaults(), backend)) {
            Outcome outcome = rig.run("dig");

            assertThat(((Outcome.Refused) outcome).refusal().code()).isEqualTo(RefusalCode.TOOL_FAILED);
            assertThat(attempts).hasValue(1);
        }
    }

    @Test
    @Tag("R-505")
    void letsCallsOfAReplacedBackendFinishWhileNewOnesGoToItsSuccessor() {
        Promise<Outcome> slow = Promise.promise();
        ScriptedBackend before = new ScriptedBackend(work -> slow.future());
        TestConfig config = TestConfig.defaults();
        try (Rig rig = Rig.of(config, before)) {
            Future<Outcome> running = rig.send(rig.call("dig"), 0);
            await().untilAsserted(() -> assertThat(before.calls).hasSize(1));

            ScriptedBackend after = new ScriptedBackend(work -> done(RawJson.of("{\"new\":true}")), "dig", "fill");
            Rig.await(rig.providers.put(after, config.build()));

            assertThat(rig.run("fill")).isEqualTo(new Outcome.Completed(RawJson.of("{\"new\":true}"), false));
            assertThat(rig.run("dig")).isEqualTo(new Outcome.Completed(RawJson.of("{\"new\":true}"), false));
            assertThat(before.stopped).isFalse();
            slow.complete(new Outcome.Completed(RESULT, false));
            assertThat(Rig.await(running)).isEqualTo(new Outcome.Completed(RESULT, false));
            await().untilAsserted(() -> assertThat(before.stopped).isTrue());
            assertThat(rig.meters
                            .get("mcp.breaker.state")
                            .tag("provider", "pit")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    @Test
    @Tag("R-505")
    void takesWhatARemovedBackendOfferedOutOfTheCatalogueAndStopsItAfterItsLastCall() {
        Promise<Outcome> slow = Promise.promise();
        ScriptedBackend backend = new ScriptedBackend(work -> slow.future());
        try (Rig rig = Rig.of(TestConfig.defaults(), backend)) {
            Future<Outcome> running = rig.send(rig.call("dig"), 0);
            await().untilAsserted(() -> assertThat(backend.calls).hasSize(1));

            Rig.await(rig.providers.remove("pit"));

            assertThat(rig.catalog.get().tool("dig")).isNull();
            assertThat(rig.providers.circuits()).isEmpty();
            assertThat(backend.stopped).isFalse();
            slow.complete(new Outcome.Completed(RESULT, false));
            assertThat(Rig.await(running)).isInstanceOf(Outcome.Completed.class);
            await().untilAsserted(() -> assertThat(backend.stopped).isTrue());
        }
    }

    @Test
    @Tag("R-302")
    void tellsABackendOfTheFirstAndTheLastThatWatchAResource() {
        ScriptedBackend backend = new ScriptedBackend(work -> done(RESULT));
        try (Rig rig = Rig.of(TestConfig.defaults(), backend)) {
            watch(rig, true);
            watch(rig, true);
            watch(rig, false);
            assertThat(backend.watches).containsExactly("begin test://a");

            watch(rig, false);
            watch(rig, false);
            assertThat(backend.watches).containsExactly("begin test://a", "end test://a");
        }
    }

    @Test
    void offersWhatABackendFindsOutLater() {
        ScriptedBackend backend = new ScriptedBackend(work -> done(RESULT));
        try (Rig rig = Rig.of(TestConfig.defaults(), backend)) {
            Rig.await(backend.host().offer(ScriptedBackend.offer(List.of("sift"))));

            assertThat(rig.catalog.get().tool("dig")).isNull();
            assertThat(rig.run("sift")).isInstanceOf(Outcome.Completed.class);
        }
    }

    private static void watch(Rig rig, boolean wanted) {
        Rig.await(rig.vertx
                .eventBus()
                .request(
                        Addresses.watch("pit"),
                        new ResourceWatch("test://a", wanted),
                        new DeliveryOptions().setLocalOnly(true)));
    }

    private static Future<Outcome> done(RawJson result) {
        return Future.succeededFuture(new Outcome.Completed(result, false));
    }

    private static final class ScriptedBackend implements Backend {
        final List<Work> calls = new CopyOnWriteArrayList<>();
        final List<String> watches = new CopyOnWriteArrayList<>();
        volatile boolean stopped;
        private final Function<Work, Future<Outcome>> script;
        private final List<String> tools;
        private volatile BackendHost host = new Nowhere().host();

        ScriptedBackend(Function<Work, Future<Outcome>> script, String... tools) {
            this.script = script;
            this.tools = tools.length == 0 ? List.of("dig") : List.of(tools);
        }

        BackendHost host() {
            return host;
        }

        @Override
        public String name() {
            return "pit";
        }

        @Override
        public Future<Void> start(BackendHost given) {
            host = given;
            return given.offer(offer(tools));
        }

        @Override
        public BackendShard open(int shard) {
            return new BackendShard() {
                @Override
                public Future<Outcome> run(Work work) {
                    calls.add(work);
                    return script.apply(work);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Future<Void> watch(String uri, boolean wanted) {
            watches.add((wanted ? "begin " : "end ") + uri);
            return Future.succeededFuture();
        }

        @Override
        public Map<String, Object> status() {
            return Map.of("reachable", true);
        }

        @Override
        public Future<Void> stop() {
            stopped = true;
            return Future.succeededFuture();
        }

        static Offer offer(List<String> tools) {
            return new Offer(
                    "pit",
                    tools.stream()
                            .map(name -> new ToolDescriptor(
                                    "pit",
                                    name,
                                    RawJson.of("{\"name\":\"" + name
                                            + "\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}"),
                                    RawJson.of("{\"type\":\"object\"}"),
                                    Set.of(),
                                    null,
                                    false,
                                    false,
                                    TaskSupport.NONE))
                            .toList(),
                    null,
                    null,
                    null);
        }
    }

    /** Before a backend was started. */
    private record Nowhere() {
        BackendHost host() {
            return (BackendHost) java.lang.reflect.Proxy.newProxyInstance(
                    BackendHost.class.getClassLoader(),
                    new Class<?>[] {BackendHost.class},
                    (proxy, method, arguments) -> {
                        throw new IllegalStateException("not started");
                    });
        }
    }
}
