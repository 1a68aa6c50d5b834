package dev.sluice;

import dev.sluice.bus.Published;
import dev.sluice.edge.EdgeContext;
import dev.sluice.edge.EdgeVerticle;
import dev.sluice.edge.LocalClient;
import dev.sluice.edge.StdioVerticle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The shards of a node: opened one after the other, so that the first decides the port, and closed together. */
final class Doors {
    private final Vertx vertx;
    private final Parts parts;
    private final EdgeContext edge;
    private final Optional<LocalClient> local;
    private final Published<Integer> port;
    private final Deque<String> deployed = new ArrayDeque<>();

    Doors(Vertx vertx, Parts parts, EdgeContext edge, Optional<LocalClient> local) {
        this.vertx = vertx;
        this.parts = parts;
        this.edge = edge;
        this.local = local;
        this.port = edge.port();
    }

    /** Completes when every shard listens; fails with what kept the first one from it. */
    Future<?> open() {
        Future<?> opened = Future.succeededFuture();
        for (int i = 0; i < VertxFactory.shards(edge.config()); i++) {
            int shard = i;
            opened = opened.compose(ignored -> vertx.deployVerticle(new Shard(children(shard))))
                    .onSuccess(deployed::push);
        }
        return opened;
    }

    /** Completes when no shard listens any more and every answer under way was written. */
    Future<?> close() {
        List<Future<Void>> closing = new ArrayList<>();
        while (!deployed.isEmpty()) {
            closing.add(vertx.undeploy(deployed.pop()));
        }
        return Future.join(closing);
    }

    int port() {
        return port.get();
    }

    private List<VerticleBase> children(int shard) {
        List<VerticleBase> children = new ArrayList<>(parts.providers().verticles(shard));
        children.add(parts.admission().verticle(shard));
        children.add(parts.identity().verticle(shard));
        children.add(local.<VerticleBase>map(client -> new StdioVerticle(shard, edge, client))
                .orElseGet(() -> new EdgeVerticle(shard, edge)));
        return children;
    }
}
