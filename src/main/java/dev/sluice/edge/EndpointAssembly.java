package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.ResourceUpdated;
import dev.sluice.edge.session.Sessions;
import dev.sluice.edge.stream.StreamRoom;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;

/** Puts the parts of one endpoint of a shard together, around what all endpoints of the shard share. */
final class EndpointAssembly {
    private final Desk desk;
    private final McpEndpoint.Adapters adapters;
    private final MessageConsumer<ResourceUpdated> updates;

    /**
     * What all endpoints of a shard share.
     *
     * @param refusals shapes refusals
     * @param journal writes down how requests ended
     */
    record Shared(
            Vertx vertx,
            int shard,
            CallIds ids,
            Gatekeeper gatekeeper,
            RefusalAnswer refusals,
            Journal journal,
            StreamRoom room,
            Sessions sessions,
            OpenCalls openCalls,
            RequestStates states) {}

    EndpointAssembly(Shared shared, EdgeContext context, Place place) {
        ServerFacts facts = new ServerFacts(context.version(), place);
        this.desk = desk(shared, context, place, facts);
        TaskAdapter tasks = new TaskAdapter(shared.vertx(), desk);
        SkillShelf shelf =
                new SkillShelf(shared.vertx(), place.catalog(), context.clock(), new SkillMeters(context.meters()));
        this.updates = shared.vertx()
                .eventBus()
                .localConsumer(
                        Addresses.RESOURCE_UPDATED,
                        message -> shelf.changed(message.body().uri()));
        SkillAdapter skills = new SkillAdapter(
                desk,
                place.catalog(),
                shelf,
                new SkillAdapter.Reads(
                        shared.ids(), context.clock(), context.config().calls().timeout()));
        LegacyAdapter legacy = new LegacyAdapter(desk, shared.sessions(), shared.openCalls(), skills);
        this.adapters = new McpEndpoint.Adapters(
                new ModernAdapter(desk, shared.states(), new ListenAdapter(desk, tasks), tasks, skills),
                legacy,
                new LegacyStreams(desk, legacy),
                new LegacyBatch(legacy, shared.refusals(), shared.ids()),
                new EnvelopeAdapter(desk));
    }

    Desk desk() {
        return desk;
    }

    McpEndpoint.Adapters adapters() {
        return adapters;
    }

    /** The endpoint is there no more: nothing new comes, what it has begun goes on. */
    void close() {
        updates.unregister();
    }

    private static Desk desk(Shared shared, EdgeContext context, Place place, ServerFacts facts) {
        Desk.Tools tools = new Desk.Tools(
                facts,
                new Listings(place.catalog(), facts.serverInfo()),
                new ToolHeaders(place.catalog()),
                new Routing(place.catalog()),
                new CallDispatcher(
                        shared.vertx(), shared.shard(), shared.gatekeeper(), context.clock(), place.server()),
                new Callers());
        return new Desk(
                new Desk.Shard(shared.vertx(), shared.shard(), shared.room()),
                place,
                tools,
                shared.gatekeeper(),
                new Desk.Books(shared.refusals(), shared.journal()));
    }
}
