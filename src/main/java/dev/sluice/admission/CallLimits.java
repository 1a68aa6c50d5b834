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
    private volatile Plans plans;
    private final Map<String, Counter> refused = new HashMap<>();

    private CallLimits(SluiceConfig config, RateStore store, MeterRegistry meters, InstantSource clock) {
        this.callers = store;
        this.plans = Plans.of(config);
        this.addresses = new MemoryRateStore(config.limits().maxKeys(), clock);
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

    /**
     * Limits by another configuration from now on. What was counted counts on; how many addresses are remembered stays.
     * Any thread.
     */
    public void configure(SluiceConfig config) {
        plans = Plans.of(config);
    }

    @Override
    public Standing countAddress(String address) {
        List<Bucket> addressPlan = plans.address();
        return addressPlan.isEmpty()
                ? Standing.UNLIMITED
                : standing(addresses.countNow(address, addressPlan), addressPlan);
    }

    @Override
    public Future<Standing> countCaller(Principal principal, String tool) {
        return count(principal, plans.of(tool));
    }

    @Override
    public Future<Standing> countCaller(Principal principal, String server, String tool) {
        return count(principal, plans.of(server, tool));
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

    private static String scope(Bucket bucket) {
        int colon = bucket.name().indexOf(':');
        return colon < 0 ? bucket.name() : bucket.name().substring(0, colon);
    }

    /** What is counted for whom, by one configuration. */
    private record Plans(
            List<Bucket> address, List<Bucket> user, Map<String, List<Bucket>> tools, Map<String, Bucket> servers) {
        static Plans of(SluiceConfig config) {
            LimitsConfig limits = config.limits();
            List<Bucket> user = plan(USER, limits.perUser(), limits);
            Map<String, List<Bucket>> tools = new HashMap<>();
            config.tools()
                    .forEach((name, tool) -> tool.perUser()
                            .filter(limit -> limit > 0)
                            .ifPresent(limit -> tools.put(
                                    name, with(user, new Bucket(TOOL + ':' + name, limit, limits.window())))));
            Map<String, Bucket> servers = new HashMap<>();
            config.federation()
                    .servers()
                    .forEach((name, server) -> server.perUser()
                            .ifPresent(limit -> plan(SERVER + ':' + name, limit, limits)
                                    .forEach(bucket -> servers.put(name, bucket))));
            return new Plans(plan(ADDRESS, limits.perAddress(), limits), user, tools, servers);
        }

        List<Bucket> of(String tool) {
            return tools.getOrDefault(tool, user);
        }

        List<Bucket> of(String server, String tool) {
            Bucket bucket = servers.isEmpty() ? null : servers.get(server);
            return bucket == null ? of(tool) : with(of(tool), bucket);
        }

        private static List<Bucket> plan(String scope, int limit, LimitsConfig limits) {
            return limit > 0 ? List.of(new Bucket(scope, limit, limits.window())) : List.of();
        }

        private static List<Bucket> with(List<Bucket> plan, Bucket bucket) {
            List<Bucket> longer = new ArrayList<>(plan);
            longer.add(bucket);
            return List.copyOf(longer);
        }
    }
}
