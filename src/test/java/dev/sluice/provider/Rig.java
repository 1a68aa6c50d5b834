package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Principal;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.Published;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.Target;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.catalog.CatalogVerticle;
import dev.sluice.config.SluiceConfig;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Providers served by two shards of a real Vert.x, called over the bus. */
public final class Rig implements AutoCloseable {
    public static final GatewayFacts FACTS = new GatewayFacts("sluice", "1.2.3", "http", true, 7, 2);

    private static final Caller PLAIN = able();

    private final AtomicLong sequence = new AtomicLong();
    private final InstantSource clock = InstantSource.system();
    final Vertx vertx;
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final Providers providers;
    public final Published<CatalogSnapshot> catalog = new Published<>(CatalogSnapshot.EMPTY);

    public Rig(TestConfig config, ToolProvider... found) {
        this(config, h2(), true, found);
    }

    public Rig(TestConfig config, DataSource database, boolean dev, ToolProvider... found) {
        this(4, config, database, dev, () -> {}, found);
    }

    /** A rig of which everything is on one event loop, as a shard is. */
    static Rig onOneLoop(TestConfig config, ToolProvider... found) {
        return new Rig(1, config, h2(), true, () -> {}, found);
    }

    /** @param afterStart what happens when the providers have started and there is no catalogue yet */
    Rig(int loops, TestConfig config, DataSource database, boolean dev, Runnable afterStart, ToolProvider... found) {
        this(loops, config, database, dev, afterStart, List.of(), found);
    }

    /** A rig with backends. */
    public static Rig of(TestConfig config, Backend... backends) {
        return new Rig(4, config, h2(), true, () -> {}, List.of(backends));
    }

    private Rig(
            int loops,
            TestConfig config,
            DataSource database,
            boolean dev,
            Runnable afterStart,
            List<Backend> backends,
            ToolProvider... found) {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        LocalCodec.register(vertx.eventBus());
        HostResources resources =
                new HostResources(database, meters, clock, dev, Path.of("no-such-directory"), () -> FACTS);
        SluiceConfig built = config.build();
        providers = await(Providers.start(vertx, built, resources, new ProviderFinder(List.of(found), null), backends));
        CatalogVerticle catalogue = new CatalogVerticle(providers.offers(), built, catalog);
        afterStart.run();
        await(vertx.deployVerticle(catalogue));
        providers.connect();
        for (int shard = 0; shard < 2; shard++) {
            for (VerticleBase verticle : providers.verticles(shard)) {
                await(vertx.deployVerticle(verticle));
            }
        }
    }

    public static JdbcDataSource h2() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + java.util.UUID.randomUUID()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
        return h2;
    }

    public static Principal user(String subject, String... roles) {
        return new Principal("", subject, Set.of(roles), Set.of(), Map.of("email", "user@example.com"), Instant.MAX);
    }

    public Call call(String tool, String arguments, Principal principal, Duration left) {
        return call(Objects.requireNonNull(catalog.get().tool(tool)), arguments, principal, left);
    }

    Call call(Target target, String arguments, Principal principal, Duration left) {
        return call(target, arguments, principal, left, PLAIN, Answers.NONE);
    }

    Call call(Target target, Caller caller, Answers answers) {
        return call(target, "{}", user("alice"), Duration.ofSeconds(30), caller, answers);
    }

    private Call call(
            Target target, String arguments, Principal principal, Duration left, Caller caller, Answers answers) {
        return new Call(
                new CallId("n1.0", sequence.incrementAndGet()),
                target,
                RawJson.of(arguments),
                null,
                principal,
                caller,
                answers,
                Deadline.in(left, clock));
    }

    static List<ToolDescriptor> tools(Providers of) {
        return of.offers().stream().flatMap(offer -> offer.tools().stream()).toList();
    }

    /** The catalogue entry of a tool. */
    ToolEntry tool(String name) {
        return Objects.requireNonNull(catalog.get().tool(name));
    }

    /** The catalogue entry of a prompt. */
    PromptEntry prompt(String name) {
        return Objects.requireNonNull(catalog.get().prompt(name));
    }

    /** What a URI stands for in the catalogue. */
    ResourceTarget resource(String uri) {
        return Objects.requireNonNull(catalog.get().resource(uri));
    }

    /** A caller of the newest revision that can do this. */
    static Caller able(Capability... capabilities) {
        return new Caller(
                "127.0.0.1", Revision.LATEST, ClientCapabilities.having(Set.of(capabilities)), null, null, null, null);
    }

    public Call call(String tool) {
        return call(tool, "{}", user("alice"), Duration.ofSeconds(30));
    }

    public Future<Outcome> send(Call call, int shard) {
        return vertx.eventBus()
                .<Outcome>request(
                        Addresses.provider(call.target().provider(), shard),
                        call,
                        new DeliveryOptions().setLocalOnly(true))
                .map(Message::body);
    }

    public Outcome run(Call call) {
        return await(send(call, 0));
    }

    public Outcome run(String tool) {
        return run(call(tool));
    }

    public void cancel(Call call, String reason) {
        vertx.eventBus().publish(Addresses.cancel(0), new Cancellation(call.id(), reason));
    }

    public double counted(String meter, String... tags) {
        return meters.get(meter).tags(tags).counter().count();
    }

    public static <T> T await(Future<T> future) {
        return future.timeout(30, TimeUnit.SECONDS).await();
    }

    @Override
    public void close() {
        await(providers.stop());
        await(vertx.close());
    }
}
