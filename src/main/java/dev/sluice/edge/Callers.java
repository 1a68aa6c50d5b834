package dev.sluice.edge;

import dev.sluice.bus.Caller;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.edge.session.Session;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.Revision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Describes the client side of a call. Confined to the event loop of its shard. */
final class Callers {
    private static final Set<String> LOG_LEVELS =
            Set.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");
    private static final int MAX_NAMES = 512;
    private static final int MAX_NAME_BYTES = 1_024;
    private static final int MAX_SHOWN = 128;

    /** Client names by the bytes of their {@code clientInfo}, so that it is decoded once and not for each call. */
    private final Map<RawJson, String> names = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RawJson, String> eldest) {
            return size() > MAX_NAMES;
        }
    };

    /**
     * The caller of a modern request.
     *
     * @throws dev.sluice.mcp.RefusedException with INVALID_PARAMS when its metadata has a member that cannot be
     */
    Caller modern(Exchange exchange, Revision revision, RawObject meta) {
        RawJson capabilities = meta.get(MetaKeys.CLIENT_CAPABILITIES);
        String level = meta.text(MetaKeys.LOG_LEVEL);
        if (meta.has(MetaKeys.LOG_LEVEL) && (level == null || !LOG_LEVELS.contains(level))) {
            throw Refusal.of(RefusalCode.INVALID_PARAMS, "The log level must be one of RFC 5424.")
                    .with("field", MetaKeys.LOG_LEVEL)
                    .asException();
        }
        String trace = meta.text(MetaKeys.TRACEPARENT);
        return new Caller(
                exchange.address(),
                revision,
                capabilities == null ? RawJson.EMPTY_OBJECT : capabilities,
                name(meta.get(MetaKeys.CLIENT_INFO)),
                progressToken(meta),
                level,
                trace != null ? trace : traceHeader(exchange));
    }

    /** The caller of a request in a session, or before one was needed. */
    Caller legacy(Exchange exchange, Session session, @Nullable RawObject meta) {
        return new Caller(
                exchange.address(),
                session.revision(),
                session.capabilities().toJson(),
                null,
                meta == null ? null : progressToken(meta),
                null,
                traceHeader(exchange));
    }

    /** The caller behind an envelope, which says nothing of itself. */
    Caller envelope(Exchange exchange) {
        return new Caller(
                exchange.address(), Revision.LATEST, RawJson.EMPTY_OBJECT, null, null, null, traceHeader(exchange));
    }

    private static @Nullable RawJson progressToken(RawObject meta) {
        RawJson token = meta.get(MetaKeys.PROGRESS_TOKEN);
        return token == null || token.isNull() ? null : token;
    }

    private static @Nullable String traceHeader(Exchange exchange) {
        return exchange.request().getHeader(HeaderNames.TRACEPARENT);
    }

    private @Nullable String name(@Nullable RawJson clientInfo) {
        if (clientInfo == null || !clientInfo.isObject() || clientInfo.length() > MAX_NAME_BYTES) {
            return null;
        }
        String known = names.get(clientInfo);
        if (known == null) {
            known = decode(clientInfo);
            byte[] copy = clientInfo.toBytes();
            names.put(RawJson.view(copy, 0, copy.length), known);
        }
        return known;
    }

    private static String decode(RawJson clientInfo) {
        try {
            RawObject info = RawObject.scan(clientInfo);
            String name = info.text("name") + '/' + info.text("version");
            return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN);
        } catch (MalformedJsonException e) {
            return "unknown";
        }
    }
}
