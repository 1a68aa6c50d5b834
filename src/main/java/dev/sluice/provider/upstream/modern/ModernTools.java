package dev.sluice.provider.upstream.modern;

import dev.sluice.provider.upstream.dialect.Upstream;
import io.vertx.core.Future;

/** What shards need of the upstream as a whole. Any thread. */
interface ModernTools {
    Upstream upstream();

    /** The tools as they were listed last. */
    ToolBook book();

    /** Has the tools listed again; completes, on the calling context, when {@link #book} is new. */
    Future<Void> listAgain();

    /** The upstream may speak otherwise now. */
    void suspect();
}
