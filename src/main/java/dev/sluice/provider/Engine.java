package dev.sluice.provider;

import io.vertx.core.Future;
import java.util.Map;

/** What does the work of a provider: the code of a tool author, or a {@link Backend}. Thread-safe. */
interface Engine {
    /** What serves one shard; called on its event loop, once for each. */
    Invoker open(int shard);

    /** What there is to say of it, for people. */
    Map<String, Object> status();

    /** Called once, after the last call has ended. */
    Future<Void> stop();
}
