package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;

/** Asks for the addresses of a name. */
@FunctionalInterface
interface NameResolver {
    /** @return at least one address; completes on the caller's context, fails when there is none */
    Future<List<InetAddress>> resolve(String name);

    /** The resolver of the system, asked away from the event loop. */
    static NameResolver system(Vertx vertx) {
        return name -> vertx.executeBlocking(() -> List.of(InetAddress.getAllByName(name)), false);
    }
}
