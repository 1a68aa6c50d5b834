package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CallId;
import dev.sluice.bus.ResourceUpdated;
import dev.sluice.bus.Serving;
import dev.sluice.config.SluiceConfig;
import dev.sluice.edge.http.Client;
import dev.sluice.edge.http.ConnectionWatch;
import dev.sluice.edge.http.CorsPolicy;
import dev.sluice.edge.http.OriginGuard;
import dev.sluice.edge.http.SecurityHeaders;
import dev.sluice.edge.session.Sealer;
import dev.sluice.edge.stream.Recipient;
import dev.sluice.edge.stream.StreamRoom;
import dev.sluice.mcp.EraHeaders;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.ext.web.Router;
import org.jspecify.annotations.Nullable;

/** Puts the parts of one shard's door together. */
final class EdgeAssembly {
    private final Door door;
    private final ConnectionWatch watch;
    private final OpenCalls openCalls;
    private final Desk desk;
    private final StreamRoom room;
    private final PipeEndpoint.Parts pipes;
    private final @Nullable SseSessions sse;

    EdgeAssembly(Vertx vertx, int shard, EdgeContext context) {
        SluiceConfig config = context.config();
        ServerFacts facts = new ServerFacts(context.version(), context.catalog());
        RefusalAnswer refusals = new RefusalAnswer(context.clock(), facts.results());
        CallIds ids = new CallIds(context.node(), shard, context.clock().millis());
        McpEndpoint.Bodies bodies = new McpEndpoint.Bodies(
                new ConnectionWatch(context.connections(), config.server()),
                config.server().maxBodySize().count());
        this.watch = bodies.watch();
        this.openCalls = new OpenCalls(vertx);
        this.room = new StreamRoom(
                vertx,
                shard,
                config,
                context.streams(),
                context.clock(),
                () -> context.serving().get() == Serving.DRAINING);
        this.desk = desk(vertx, shard, context, facts, refusals);
        TaskAdapter tasks = new TaskAdapter(vertx, desk);
        SkillAdapter skills = skills(vertx, context, desk, ids);
        LegacyAdapter legacy = new LegacyAdapter(desk, context.sessions(), openCalls, skills);
        McpEndpoint.Adapters adapters = new McpEndpoint.Adapters(
                new ModernAdapter(desk, states(context), new ListenAdapter(desk, tasks), tasks, skills),
                legacy,
                new LegacyStreams(desk, legacy),
                new LegacyBatch(legacy, refusals, ids),
                new EnvelopeAdapter(desk));
        this.pipes = new PipeEndpoint.Parts(desk, adapters, ids, context.sessions(), bodies.max());
        this.sse = config.streams().httpSse() ? new SseSessions(vertx, shard, pipes, context.clock()) : null;
        Authenticator authenticator =
                new Authenticator(vertx, shard, config.auth().open(), new FreshTokens(context.clock()));
        this.door = new Door(
                guards(config),
                bodies,
                ids,
                new McpEndpoint(bodies, desk, authenticator, adapters),
                desk,
                new Door.Rest(
                        new AnswerWriter(vertx),
                        room.streams(),
                        sse == null ? null : new SseEndpoint(bodies, desk, authenticator, sse),
                        router(vertx, shard, context)));
    }

    private static RequestStates states(EdgeContext context) {
        SluiceConfig config = context.config();
        return new RequestStates(
                Sealer.of(config.sessions().key(), "sluice request state v1"), config.dialogue(), context.clock());
    }

    private static SkillAdapter skills(Vertx vertx, EdgeContext context, Desk desk, CallIds ids) {
        SkillShelf shelf = new SkillShelf(vertx, context.catalog(), context.clock(), new SkillMeters(context.meters()));
        vertx.eventBus()
                .<ResourceUpdated>localConsumer(
                        Addresses.RESOURCE_UPDATED,
                        message -> shelf.changed(message.body().uri()));
        return new SkillAdapter(
                desk,
                context.catalog(),
                shelf,
                new SkillAdapter.Reads(
                        ids, context.clock(), context.config().calls().timeout()));
    }

    private Desk desk(Vertx vertx, int shard, EdgeContext context, ServerFacts facts, RefusalAnswer refusals) {
        Gatekeeper gatekeeper = new Gatekeeper(context.limits(), context.serving());
        Desk.Tools tools = new Desk.Tools(
                facts,
                new Listings(context.catalog(), facts.serverInfo()),
                new ToolHeaders(context.catalog()),
                new Routing(context.catalog()),
                new CallDispatcher(vertx, shard, gatekeeper, context.clock()),
                new Callers());
        Journal journal = new Journal(new EdgeMeters(context.meters()), context.audit(), context.clock());
        return new Desk(vertx, shard, tools, gatekeeper, new Desk.Books(refusals, journal), room);
    }

    private Door.Guards guards(SluiceConfig config) {
        CorsPolicy cors = new CorsPolicy(config.cors());
        return new Door.Guards(
                watch,
                new SecurityHeaders(config.server().tls().enabled()),
                new OriginGuard(config.server(), cors),
                cors);
    }

    Door door() {
        return door;
    }

    /** The same for a connection that is a session itself. */
    PipeEndpoint pipe(EraHeaders headers, Recipient client) {
        return new PipeEndpoint(pipes, headers, client);
    }

    /** HTTP+SSE, null when it is not served. */
    @Nullable
    SseSessions sse() {
        return sse;
    }

    ConnectionWatch watch() {
        return watch;
    }

    StreamRoom room() {
        return room;
    }

    /** Listens for cancellations that came in on other shards. */
    MessageConsumer<String> listenForCancellations() {
        return openCalls.listen((CallId call) -> desk.cancel(call, Desk.CANCELLED));
    }

    private Router router(Vertx vertx, int shard, EdgeContext context) {
        Router router = Router.router(vertx);
        router.route().handler(routing -> {
            Client client = watch.client(routing.request().connection());
            if (client != null) {
                routing.addEndHandler(ignored -> client.end(System.nanoTime()));
            }
            routing.next();
        });
        context.pages().forEach(pages -> pages.mount(router, shard));
        return router;
    }
}
