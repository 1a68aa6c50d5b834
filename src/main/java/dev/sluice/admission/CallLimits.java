package dev.sluice.admission;

import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Limits;
import dev.sluice.bus.Principal;
import dev.sluice.config.LimitsConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.state.MemoryRateStore;
import dev.sluice.state.RateStore;
import dev.sluice.state.RateStore.Bucket;
import dev.sluice.state.RateStore.Rate;
import dev.sluice.state.RateStore.Rates;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits of addresses and callers in fixed windows, each of which starts with the first request in it. Thread-safe.
 *
 * <p>Addresses are counted in the memory of this node only, apart from callers: before authentication nobody may cost a
 * round trip, and a flood of addresses must not push callers out of memory. Callers are counted in the given store. A
 * refused request consumes nothing, neither of the caller's count nor of the tool's.
 */
public final class CallLimits implements Limits {
    private static final String USER = "user";
    private static final String TOOL = "tool";
    private static final String ADDRESS = "address";
    private static final String SERVER = "server";

    private final RateStore callers;
    private final MemoryRateStore addresses;
    private final LimitsConfig config;
    private final List<Bucket> addressPlan;
    private final List<Bucket> userPlan;
    private final Map<String, List<Bucket>> toolPlans = new HashMap<>();
    private final Map<String, Bucket> serverBuckets = new HashMap<>();
    private final Map<String, Counter> refused = new HashMap<>();

    private CallLimits(SluiceConfig config, RateStore store, MeterRegistry meters, InstantSource clock) {
        this.callers = store;
        this.config = config.limits();
        this.addresses = new MemoryRateStore(this.config.maxKeys(), clock);
        this.addressPlan = plan(ADDRESS, this.config.perAddress());
        this.userPlan = plan(USER, this.config.perUser());
        config.tools()
                .forEach((name, tool) -> tool.perUser()
                        .filter(limit -> limit > 0)
                        .ifPresent(limit -> toolPlans.put(name, toolPlan(name, limit))));
        config.federation()
                .servers()
                .forEach((name, server) -> server.perUser()
                        .ifPresent(limit ->
                                plan(SERVER + ':' + name, limit).forEach(bucket -> serverBuckets.put(name, bucket))));
        for (String scope : List.of(USER, TOOL, SERVER, ADDRESS)) {
            refused.put(
                    scope,
                    Counter.builder("mcp.rate.limited")
                            .description("Requests refused because a limit was used up")
                            .tag("scope", scope)
                            .register(meters));
        }
        Gauge.builder("mcp.rate.addresses", addresses, MemoryRateStore::size)
                .description("Addresses whose requests are counted")
                .register(meters);
    }

    /**
     * Limits as configured.
     *
     * @param store where callers are counted
     * @return completes at once
     */
    public static Future<CallLimits> create(
            Vertx vertx, SluiceConfig config, RateStore store, MeterRegistry meters, InstantSource clock) {
        return Future.succeededFuture(new CallLimits(config, store, meters, clock));
    }

    @Override
    public Standing countAddress(String address) {
        return addressPlan.isEmpty()
                ? Standing.UNLIMITED
                : standing(addresses.countNow(address, addressPlan), addressPlan);
    }

    @Override
    public Future<Standing> countCaller(Principal principal, String tool) {
        return count(principal, toolPlans.getOrDefault(tool, userPlan));
    }

    @Override
    public Future<Standing> countCaller(Principal principal, String server, String tool) {
        Bucket bucket = serverBuckets.isEmpty() ? null : serverBuckets.get(server);
        List<Bucket> usual = toolPlans.getOrDefault(tool, userPlan);
        return count(principal, bucket == null ? usual : with(usual, bucket));
    }

    private Future<Standing> count(Principal principal, List<Bucket> plan) {
        if (plan.isEmpty()) {
            return Future.succeededFuture(Standing.UNLIMITED);
        }
        return callers.count(principal.key(), plan).map(rates -> standing(rates, plan));
    }

    /** How the shared store is; empty when counting is in memory. */
    public List<HealthSource> healthSources() {
        return callers.health().stream()
                .<HealthSource>map(health -> new StoreHealthSource(callers, health.name()))
                .toList();
    }

    private Standing standing(Rates rates, List<Bucket> plan) {
        Standing tightest = Standing.UNLIMITED;
        for (int i = 0; i < plan.size(); i++) {
            Bucket bucket = plan.get(i);
            Rate rate = rates.each().get(i);
            // A bucket may be full by now without being why the request was refused.
            boolean allowed = rates.allowed() || !rate.exhausted();
            int remaining = Math.max(0, bucket.limit() - rate.used());
            Standing one = new Standing(
                    allowed, scope(bucket), bucket.limit(), allowed ? remaining : 0, rate.reset(), bucket.window());
            tightest = i == 0 ? one : tightest.tighter(one);
        }
        if (!rates.allowed()) {
            Counter counter = refused.get(tightest.scope());
            if (counter != null) {
                counter.increment();
            }
        }
        return tightest;
    }

    private List<Bucket> plan(String scope, int limit) {
        return limit > 0 ? List.of(new Bucket(scope, limit, config.window())) : List.of();
    }

    private List<Bucket> toolPlan(String tool, int limit) {
        return with(userPlan, new Bucket(TOOL + ':' + tool, limit, config.window()));
    }

    private static List<Bucket> with(List<Bucket> plan, Bucket bucket) {
        List<Bucket> longer = new ArrayList<>(plan);
        longer.add(bucket);
        return List.copyOf(longer);
    }

    private static String scope(Bucket bucket) {
        int colon = bucket.name().indexOf(':');
        return colon < 0 ? bucket.name() : bucket.name().substring(0, colon);
    }
}
