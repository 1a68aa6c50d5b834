package dev.sluice.edge;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.Entrance;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Pages;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.Published;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.Serving;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.VirtualServerConfig;
import dev.sluice.edge.http.Connections;
import dev.sluice.edge.session.SessionSeal;
import dev.sluice.edge.session.Sessions;
import dev.sluice.mcp.RawJson;
import dev.sluice.task.TaskVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A real door on a free port, with stubs behind it and a client in front. */
final class EdgeHarness implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final Stubs stubs = new Stubs();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Queue<AuditRecord> audit = new ConcurrentLinkedQueue<>();
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));
    final Published<Serving> serving = new Published<>(Serving.READY);
    final Published<Integer> port = new Published<>(0);
    final Published<CatalogSnapshot> catalog = new Published<>(new CatalogSnapshot(1, tools()));
    /** Those of the endpoints that the settings have, of which {@link #catalog} is the default one. */
    final Catalogs catalogs;

    final SluiceConfig config;
    final Connections connections;
    volatile boolean auditBroken;
    final HttpClient http1;
    final HttpClient http2;
    /**
     * A client that nobody holds is shut down by Vert.x when it is collected, which waits half a minute for a stream of it
     * that is still open, and so does whoever closes Vert.x meanwhile.
     */
    private final Queue<HttpClient> held = new ConcurrentLinkedQueue<>();

    private final List<String> deployments = new ArrayList<>();
    private boolean closed;

    EdgeHarness() {
        this(ignored -> {});
    }

    EdgeHarness(Consumer<Settings> change) {
        this(1, change, List.of());
    }

    EdgeHarness(int shards, Consumer<Settings> change, List<Pages> pages) {
        Settings settings = new Settings();
        change.accept(settings);
        this.config = settings.build();
        this.catalogs = settings.federation.servers().isEmpty()
                ? Catalogs.ofDefault(catalog)
                : Catalogs.of(settings.federation.servers().keySet());
        config.federation()
                .servers()
                .keySet()
                .forEach(server -> catalogs.publish(
                        server, behindEntrance(server, catalogs.at(server).get())));
        this.connections = new Connections(config.server().maxConnections(), meters);
        LocalCodec.register(vertx.eventBus());
        EdgeContext context = new EdgeContext(
                config,
                catalogs,
                stubs.limits,
                this::record,
                meters,
                now::get,
                "test",
                "1.2.3",
                pages,
                serving,
                port,
                new Sessions(SessionSeal.of(config.sessions().key()), config.sessions(), now::get, meters),
                connections);
        try {
            vertx.deployVerticle(new TaskVerticle(config, meters, this::record, now::get))
                    .await(30, SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
        for (int shard = 0; shard < shards; shard++) {
            List<VerticleBase> children = new ArrayList<>(stubs.shard(shard));
            children.add(new EdgeVerticle(shard, context));
            try {
                deployments.add(vertx.deployVerticle(shard(children)).await(30, SECONDS));
            } catch (java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
        this.http1 = client(HttpVersion.HTTP_1_1);
        this.http2 = client(HttpVersion.HTTP_2);
    }

    /** A parent that puts its children on one event loop, as the gateway does. */
    private static Deployable shard(List<VerticleBase> children) {
        return new Deployable() {
            @Override
            public Future<?> deploy(io.vertx.core.Context context) throws Exception {
                Future<?> last = Future.succeededFuture();
                for (VerticleBase child : children) {
                    Future<?> before = last;
                    last = before.compose(ignored -> {
                        try {
                            return child.deploy(context);
                        } catch (Exception e) {
                            return Future.failedFuture(e);
                        }
                    });
                }
                return last;
            }

            @Override
            public Future<?> undeploy(io.vertx.core.Context context) throws Exception {
                return children.get(children.size() - 1).undeploy(context);
            }
        };
    }

    static List<ToolEntry> tools() {
        return List.of(
                Stubs.tool("echo", Set.of(), arguments -> null),
                Stubs.tool("admin-only", Set.of("admin"), arguments -> null),
                Stubs.tool(
                        "strict",
                        Set.of(),
                        arguments -> arguments.toString().contains("\"x\"")
                                ? null
                                : new dev.sluice.bus.ArgumentsCheck.Violation("/x", "required", "is required")));
    }

    private HttpClient client(HttpVersion version) {
        boolean tls = config.server().tls().enabled();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(tls)
                .setUseAlpn(tls)
                .setTrustOptions(Settings.CERTIFICATE.trustOptions())
                .setProtocolVersion(version)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(port.get()));
        held.add(client);
        return client;
    }

    private boolean record(AuditRecord entry) {
        if (auditBroken) {
            throw new IllegalStateException("a secret");
        }
        return audit.add(entry);
    }

    /** Publishes a catalogue of an endpoint and says so, as the catalogue's owner does. */
    void publish(String server, CatalogSnapshot snapshot) {
        catalogs.publish(server, behindEntrance(server, snapshot));
        vertx.eventBus()
                .publish(
                        Addresses.CATALOG_CHANGED,
                        new CatalogChange(server, snapshot.version(), true, true, true),
                        new DeliveryOptions().setLocalOnly(true));
    }

    /** Takes an endpoint away and says so, as the catalogue's owner does. */
    void remove(String server) {
        catalogs.remove(server);
        vertx.eventBus()
                .publish(
                        Addresses.CATALOG_CHANGED,
                        new CatalogChange(server, 99, true, true, true),
                        new DeliveryOptions().setLocalOnly(true));
    }

    /** As the catalogue has it by the configuration; one that has an entrance of its own keeps it. */
    private CatalogSnapshot behindEntrance(String server, CatalogSnapshot snapshot) {
        VirtualServerConfig rules = config.federation().server(server).orElse(VirtualServerConfig.ALL);
        return snapshot.entrance().equals(Entrance.OPEN)
                ? new CatalogSnapshot(
                        snapshot.version(),
                        snapshot.contents().behind(new Entrance(rules.roles(), rules.instructions())))
                : snapshot;
    }

    /** Changes these lists of the default endpoint, each by one entry that everybody sees. */
    void change(CatalogChange which) {
        CatalogSnapshot before = catalog.get();
        String name = "new-" + which.version() + '-' + before.version();
        CatalogSnapshot.Contents old = before.contents();
        publish(
                which.server(),
                new CatalogSnapshot(
                        before.version() + 1,
                        new CatalogSnapshot.Contents(
                                which.tools()
                                        ? with(old.tools(), Stubs.tool(name, Set.of(), any -> null))
                                        : old.tools(),
                                which.prompts()
                                        ? with(
                                                old.prompts(),
                                                new PromptEntry(
                                                        name,
                                                        "stub",
                                                        name,
                                                        RawJson.of("{\"name\":\"" + name + "\"}"),
                                                        Set.of(),
                                                        Set.of(),
                                                        Duration.ofMinutes(1)))
                                        : old.prompts(),
                                which.resources()
                                        ? with(
                                                old.resources(),
                                                new ResourceEntry(
                                                        "new:" + name,
                                                        "stub",
                                                        RawJson.of("{\"uri\":\"new:" + name + "\"}"),
                                                        Set.of(),
                                                        Duration.ofMinutes(1)))
                                        : old.resources(),
                                old.templates(),
                                old.offersPrompts(),
                                old.offersResources())));
    }

    private static <T> List<T> with(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    java.time.InstantSource clock() {
        return now::get;
    }

    /** A request of {@code alice}, whose token the stub knows. */
    Ask ask() {
        return new Ask(this, http1).header("Authorization", "Bearer alice");
    }

    /** A request of {@code alice} over a connection of its own that came in at this shard. */
    Ask onShard(int shard) {
        for (int i = 0; i < 200; i++) {
            HttpClient fresh = client(HttpVersion.HTTP_1_1);
            Ask ask = new Ask(this, fresh).header("Authorization", "Bearer alice");
            if (new Ask(this, fresh).method("OPTIONS").header("X-Request-Id").startsWith("test." + shard + '-')) {
                return ask;
            }
            fresh.close();
        }
        throw new AssertionError("no connection came in at shard " + shard);
    }

    /** A request without a token. */
    Ask stranger() {
        return new Ask(this, http1);
    }

    /** The id of a new legacy session of alice. */
    String session(String revision) {
        return session(revision, "{}");
    }

    /** The id of a new legacy session of alice, whose client can do this. */
    String session(String revision, String capabilities) {
        Reply reply = ask().post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                + "\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities + ","
                + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
        return reply.header("Mcp-Session-Id");
    }

    /** Undeploys all shards, as the gateway does when it drains. */
    Future<?> stop() {
        return Future.join(deployments.stream().map(vertx::undeploy).toList());
    }

    /** Once: a loop that has ended takes no undeployment any more. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            stop().transform(ignored -> Future.succeededFuture()).await(30, SECONDS);
            vertx.close().await(30, SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("it did not go down", e);
        }
    }

    /** The members of a modern {@code _meta} in good order. */
    static String meta() {
        return "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    }

    static Map<String, String> modernHeaders(String method) {
        return Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method);
    }
}
