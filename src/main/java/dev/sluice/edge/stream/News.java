package dev.sluice.edge.stream;

import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The notifications about changes, for streams of sessions and, with its id, for a subscription. */
final class News {
    private final @Nullable RawJson subscription;
    private final String meta;

    /** @param subscription the id of the subscription as its client spelled it, null for the stream of a session */
    News(@Nullable RawJson subscription) {
        this.subscription = subscription;
        this.meta = subscription == null ? "" : "\"_meta\":{\"" + MetaKeys.SUBSCRIPTION_ID + "\":" + subscription + '}';
    }

    /** A list has changed. */
    Buffer changed(String method) {
        return RpcWriter.notification(method, RawJson.of('{' + meta + '}'));
    }

    /** What a URI stands for has changed. */
    Buffer updated(String uri) {
        return with(Notifications.RESOURCE_UPDATED, "\"uri\":" + RawJson.string(uri));
    }

    /** Something with these members in its params. */
    Buffer with(String method, String members) {
        return RpcWriter.notification(method, RawJson.of('{' + members + (meta.isEmpty() ? "" : ',' + meta) + '}'));
    }

    /** Something with these params, which have no {@code _meta}. */
    Buffer spliced(String method, RawJson params) {
        return RpcWriter.notification(
                method, subscription == null ? params : Splice.first("_meta", RawJson.of(meta.substring(8)), params));
    }

    /** {@code {"_meta":{…}}} */
    RawJson metaOnly() {
        return RawJson.of('{' + meta + '}');
    }
}
