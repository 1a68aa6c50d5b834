package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.ArgumentsCheck;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallRequest;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.Credentials;
import dev.sluice.bus.Limits;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Principal;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.bus.Verdict;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** What stands behind the edge in its tests: an identity check by name, an admission by script, limits by number. */
final class Stubs {
    static final Principal ALICE = principal("alice", Set.of("user"));
    static final Principal ROOT = principal("root", Set.of("user", "admin"));

    final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    final Queue<Cancellation> cancellations = new ConcurrentLinkedQueue<>();
    final Map<String, Function<Call, Future<Outcome>>> tools = new ConcurrentHashMap<>();
    final CountingLimits limits = new CountingLimits();

    /** When the token of alice expires. */
    volatile Instant aliceUntil = Instant.MAX;

    private Principal alice() {
        return aliceUntil.equals(Instant.MAX)
                ? ALICE
                : new Principal("test", "alice", ALICE.roles(), Set.of(), Map.of(), aliceUntil);
    }

    static Principal principal(String subject, Set<String> roles) {
        return new Principal("test", subject, roles, Set.of(), Map.of(), Instant.MAX);
    }

    static ToolEntry tool(String name, Set<String> roles, ArgumentsCheck check) {
        return new ToolEntry(
                name,
                "stub",
                name,
                RawJson.of("{\"name\":\"" + name
                        + "\",\"description\":\"A tool.\",\"inputSchema\":{\"type\":\"object\"}}"),
                roles,
                Duration.ofMinutes(1),
                true,
                true,
                TaskSupport.NONE,
                check);
    }

    static Outcome text(String text) {
        return new Outcome.Completed(
                RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}"), false);
    }

    /** The verticles of one shard. */
    List<VerticleBase> shard(int shard) {
        return List.of(new Identity(shard), new Admission(shard));
    }

    /** Tokens are names: {@code alice}, {@code root}; anything else is not accepted. */
    private final class Identity extends VerticleBase {
        private final int shard;

        Identity(int shard) {
            this.shard = shard;
        }

        @Override
        public Future<?> start() {
            return vertx.eventBus()
                    .<Credentials>localConsumer(
                            Addresses.identity(shard),
                            message -> message.reply(
                                    switch (message.body().bearer()) {
                                        case "alice" -> new Verdict.Verified(alice());
                                        case "root" -> new Verdict.Verified(ROOT);
                                        default -> new Verdict.Rejected(Refusal.of(RefusalCode.INVALID_TOKEN));
                                    }))
                    .completion();
        }
    }

    private final class Admission extends VerticleBase {
        private final int shard;

        Admission(int shard) {
            this.shard = shard;
        }

        @Override
        public Future<?> start() {
            vertx.eventBus()
                    .<Cancellation>localConsumer(Addresses.cancel(shard), message -> cancellations.add(message.body()));
            return vertx.eventBus()
                    .localConsumer(Addresses.admission(shard), message -> {
                        CallRequest request = Objects.requireNonNull(CallRequest.of(message));
                        Call call = request.call();
                        calls.add(call);
                        Function<Call, Future<Outcome>> tool = tools.getOrDefault(
                                call.target().name(), ignored -> Future.succeededFuture(text("done")));
                        // As a provider does: behind the notes that it has sent.
                        tool.apply(call)
                                .onComplete((outcome, failure) -> context.runOnContext(
                                        behind -> request.answer().complete(outcome, failure)));
                    })
                    .completion();
        }
    }

    /** Limits that a test sets by number; windows never end. */
    static final class CountingLimits implements Limits {
        volatile int perAddress = Integer.MAX_VALUE;
        volatile int perUser = Integer.MAX_VALUE;
        volatile boolean broken;
        private final Map<String, Integer> counts = new ConcurrentHashMap<>();

        @Override
        public Standing countAddress(String address) {
            return count("address", address, perAddress);
        }

        @Override
        public Future<Standing> countCaller(Principal principal, String tool) {
            return Future.succeededFuture(count("user", principal.key(), perUser));
        }

        private Standing count(String scope, String key, int limit) {
            if (broken) {
                throw new IllegalStateException("a secret");
            }
            if (limit == Integer.MAX_VALUE) {
                return Standing.UNLIMITED;
            }
            int used = counts.merge(scope + key, 1, Integer::sum);
            return new Standing(
                    used <= limit,
                    scope,
                    limit,
                    Math.max(0, limit - used),
                    Duration.ofSeconds(45),
                    Duration.ofMinutes(1));
        }
    }
}
