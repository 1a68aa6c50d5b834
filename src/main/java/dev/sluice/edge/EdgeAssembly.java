package dev.sluice.edge;

import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Published;
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
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
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
                context.catalogs(),
                context.clock(),
                () -> context.serving().get() == Serving.DRAINING);
        EndpointAssembly.Shared shared = shared(vertx, shard, context);
        EndpointAssembly usual = new EndpointAssembly(shared, context, Place.of(context, Call.DEFAULT_SERVER));
        this.desk = usual.desk();
        this.pipes = new PipeEndpoint.Parts(desk, usual.adapters(), shared.ids(), context.sessions(), bodies.max());
        this.sse = config.streams().httpSse() ? new SseSessions(vertx, shard, pipes, context.clock()) : null;
        Authenticator authenticator =
                new Authenticator(vertx, shard, config.auth().open(), new FreshTokens(context.clock()));
        this.door = new Door(
                guards(config),
                bodies,
                shared.ids(),
                endpoints(bodies, authenticator, usual, context, shared),
                desk,
                new Door.Rest(
                        new AnswerWriter(vertx),
                        room.streams(),
                        sse == null ? null : new SseEndpoint(bodies, desk, authenticator, sse),
                        router(vertx, shard, context)));
    }

    private EndpointAssembly.Shared shared(Vertx vertx, int shard, EdgeContext context) {
        return new EndpointAssembly.Shared(
                vertx,
                shard,
                new CallIds(context.node(), shard, context.clock().millis()),
                new Gatekeeper(context.limits(), context.serving()),
                new RefusalAnswer(context.clock(), ServerFacts.results(context.version())),
                new Journal(new EdgeMeters(context.meters()), context.audit(), context.clock()),
                room,
                context.sessions(),
                openCalls,
                states(context));
    }

    private static Endpoints endpoints(
            McpEndpoint.Bodies bodies,
            Authenticator authenticator,
            EndpointAssembly usual,
            EdgeContext context,
            EndpointAssembly.Shared shared) {
        McpEndpoint nowhere = new McpEndpoint(
                bodies, usual.desk(), authenticator, usual.adapters(), principal -> Refusal.of(RefusalCode.NOT_FOUND));
        return new Endpoints(endpoint(bodies, authenticator, usual), nowhere, context.catalogs(), server -> {
            Published<CatalogSnapshot> catalog = context.catalogs().find(server);
            if (catalog == null) {
                return null;
            }
            Place place = new Place(server, catalog);
            EndpointAssembly parts = new EndpointAssembly(shared, context, place);
            return new Endpoints.Named(endpoint(bodies, authenticator, parts), catalog, parts::close);
        });
    }

    private static McpEndpoint endpoint(
            McpEndpoint.Bodies bodies, Authenticator authenticator, EndpointAssembly parts) {
        return new McpEndpoint(bodies, parts.desk(), authenticator, parts.adapters(), parts.desk()::closedTo);
    }

    private static RequestStates states(EdgeContext context) {
        SluiceConfig config = context.config();
        return new RequestStates(
                Sealer.of(config.sessions().key(), "sluice request state v1"), config.dialogue(), context.clock());
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
