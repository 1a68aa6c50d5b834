package dev.sluice.edge;

import dev.sluice.bus.Caller;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.edge.session.Session;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.Revision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes the client side of a call. Confined to the event loop of its shard. */
final class Callers {
    private static final int MAX_NAMES = 512;
    private static final int MAX_NAME_BYTES = 1_024;
    private static final int MAX_SHOWN = 128;
    /** As an id's: it comes back with every report of progress. */
    private static final int MAX_TOKEN_BYTES = 1_024;

    /** Client names by the bytes of their {@code clientInfo}, so that it is decoded once and not for each call. */
    private final Map<RawJson, String> names = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RawJson, String> eldest) {
            return size() > MAX_NAMES;
        }
    };

    private final Map<RawJson, ClientCapabilities> capabilities = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RawJson, ClientCapabilities> eldest) {
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
        LogLevel level = meta.has(MetaKeys.LOG_LEVEL) ? level(meta.text(MetaKeys.LOG_LEVEL)) : null;
        String trace = meta.text(MetaKeys.TRACEPARENT);
        return new Caller(
                exchange.address(),
                revision,
                capabilities == null ? ClientCapabilities.NONE : capabilities(capabilities),
                name(meta.get(MetaKeys.CLIENT_INFO)),
                progressToken(meta),
                level,
                trace != null ? trace : traceHeader(exchange));
    }

    /**
     * The caller of a request in a session. What it can do counts only when it can be asked: when it takes event streams.
     *
     * @param level the log level of the session, null when none was set
     * @throws dev.sluice.mcp.RefusedException with INVALID_PARAMS when its metadata has a member that cannot be
     */
    Caller legacy(Exchange exchange, Session session, @Nullable LogLevel level, @Nullable RawObject meta) {
        boolean asks = session.capabilities().bits() != 0 && exchange.outlet().isReachable();
        return new Caller(
                exchange.address(),
                session.revision(),
                asks ? session.capabilities() : ClientCapabilities.NONE,
                null,
                meta == null ? null : progressToken(meta),
                level,
                traceHeader(exchange));
    }

    /** The caller behind an envelope, which says nothing of itself. */
    Caller envelope(Exchange exchange) {
        return new Caller(
                exchange.address(), Revision.LATEST, ClientCapabilities.NONE, null, null, null, traceHeader(exchange));
    }

    /**
     * The level of this name.
     *
     * @throws dev.sluice.mcp.RefusedException with INVALID_PARAMS when there is none
     */
    static LogLevel level(@Nullable String name) {
        return Optional.ofNullable(name)
                .flatMap(LogLevel::of)
                .orElseThrow(() -> Refusal.of(RefusalCode.INVALID_PARAMS, "The log level must be one of RFC 5424.")
                        .with("field", "level")
                        .asException());
    }

    /** Most requests of a client say the same of it: what they say is read once. */
    private ClientCapabilities capabilities(RawJson json) {
        if (json.length() == 2) {
            return ClientCapabilities.NONE;
        }
        if (json.length() > MAX_NAME_BYTES) {
            return ClientCapabilities.of(json);
        }
        ClientCapabilities known = capabilities.get(json);
        if (known == null) {
            known = ClientCapabilities.of(json);
            byte[] copy = json.toBytes();
            capabilities.put(RawJson.view(copy, 0, copy.length), known);
        }
        return known;
    }

    private static @Nullable RawJson progressToken(RawObject meta) {
        RawJson token = meta.get(MetaKeys.PROGRESS_TOKEN);
        if (token == null || token.isNull()) {
            return null;
        }
        byte first = token.firstByte();
        if (token.length() > MAX_TOKEN_BYTES || !(token.isString() || first == '-' || (first >= '0' && first <= '9'))) {
            throw Refusal.of(
                            RefusalCode.INVALID_PARAMS,
                            "\"progressToken\" must be a string or a number of at most " + MAX_TOKEN_BYTES + " bytes.")
                    .with("field", "progressToken")
                    .asException();
        }
        return token;
    }

    private static @Nullable String traceHeader(Exchange exchange) {
        return exchange.header(HeaderNames.TRACEPARENT);
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
