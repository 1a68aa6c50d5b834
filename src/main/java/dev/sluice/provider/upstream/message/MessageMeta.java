package dev.sluice.provider.upstream.message;

import dev.sluice.bus.Call;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code _meta} of requests to upstreams: what the caller put there goes along, but for what the gateway says on its
 * own behalf. Thread-safe.
 */
public final class MessageMeta {
    /** Room for what surrounds a result in a message, in bytes. */
    public static final int ENVELOPE = 4096;

    private static final int EMPTY = "{}".length();

    private static final Set<String> OURS = Set.of(
            MetaKeys.PROTOCOL_VERSION,
            MetaKeys.CLIENT_CAPABILITIES,
            MetaKeys.CLIENT_INFO,
            MetaKeys.LOG_LEVEL,
            MetaKeys.SERVER_INFO,
            MetaKeys.SUBSCRIPTION_ID,
            MetaKeys.PROGRESS_TOKEN,
            MetaKeys.TRACEPARENT);

    private final byte[] head;
    private final Map<ClientCapabilities, byte[]> capabilities = new ConcurrentHashMap<>();

    /**
     * @param revision the modern revision that is spoken
     * @param version the gateway's own version
     */
    public MessageMeta(String revision, String version) {
        this.head = utf8("{\"" + MetaKeys.PROTOCOL_VERSION + "\":\"" + revision + "\",\"" + MetaKeys.CLIENT_INFO + "\":"
                + clientInfo(version) + ",\"" + MetaKeys.CLIENT_CAPABILITIES + "\":");
    }

    /** {@code {"name":"sluice","version":…}} */
    public static RawJson clientInfo(String version) {
        return RawJson.of("{\"name\":\"sluice\",\"version\":" + JsonCodec.quote(version) + '}');
    }

    /** Of a request on the gateway's own behalf. */
    public Buffer own(Buffer out) {
        return out.appendBytes(head).appendString("{}}");
    }

    /**
     * Of a call, in the modern era.
     *
     * @param can what the upstream may ask for
     * @param progressToken a token of ours, null when the caller wants no progress
     */
    public Buffer modern(Buffer out, Call call, ClientCapabilities can, @Nullable RawJson progressToken) {
        RawObject given = given(call);
        out.appendBytes(head).appendBytes(capabilities(can, given));
        LogLevel level = call.caller().logLevel();
        if (level != null) {
            out.appendString(",\"" + MetaKeys.LOG_LEVEL + "\":\"" + level.wire() + '"');
        }
        return rest(out, call, given, progressToken, ',').appendByte((byte) '}');
    }

    /**
     * Of a call, in the legacy eras.
     *
     * @param progressToken a token of ours, null when the caller wants no progress
     */
    public static Buffer legacy(Buffer out, Call call, @Nullable RawJson progressToken) {
        return rest(out, call, given(call), progressToken, '{').appendByte((byte) '}');
    }

    /** What both eras have, each member after a comma, but for the first after what is said. */
    private static Buffer rest(
            Buffer out, Call call, @Nullable RawObject given, @Nullable RawJson progressToken, char first) {
        int begin = out.length();
        if (progressToken != null) {
            progressToken.appendTo(out.appendString(",\"" + MetaKeys.PROGRESS_TOKEN + "\":"));
        }
        String trace = call.caller().traceparent();
        if (trace != null) {
            out.appendString(",\"" + MetaKeys.TRACEPARENT + "\":" + JsonCodec.quote(trace));
        }
        if (given != null) {
            given.appendMore(out, name -> !OURS.contains(name));
        }
        if (first != ',') {
            if (out.length() == begin) {
                out.appendByte((byte) first);
            } else {
                out.setByte(begin, (byte) first);
            }
        }
        return out;
    }

    /** Extensions that the gateway does not know go along: they are between the caller and the upstream. */
    private byte[] capabilities(ClientCapabilities can, @Nullable RawObject given) {
        RawJson said = given == null ? null : given.get(MetaKeys.CLIENT_CAPABILITIES);
        RawJson extensions = said == null || said.length() <= EMPTY ? null : Outcomes.member(said, "extensions");
        if (extensions == null || !extensions.isObject()) {
            return known(can);
        }
        StringBuilder others = new StringBuilder();
        scan(extensions).forEach((name, value) -> {
            if (!name.equals(Capability.TASKS_EXTENSION)) {
                others.append(others.isEmpty() ? "" : ",")
                        .append(JsonCodec.quote(name))
                        .append(':')
                        .append(value);
            }
        });
        if (others.isEmpty()) {
            return known(can);
        }
        String tasks = can.can(Capability.TASKS) ? "\"" + Capability.TASKS_EXTENSION + "\":{}," : "";
        String rest = without(can, Capability.TASKS).toJson().toString();
        return utf8(rest.substring(0, rest.length() - 1) + (rest.length() > 2 ? "," : "") + "\"extensions\":{" + tasks
                + others + "}}");
    }

    private byte[] known(ClientCapabilities can) {
        return capabilities.computeIfAbsent(can, key -> utf8(key.toJson().toString()));
    }

    private static ClientCapabilities without(ClientCapabilities can, Capability which) {
        Set<Capability> rest = EnumSet.noneOf(Capability.class);
        for (Capability each : Capability.values()) {
            if (each != which && can.can(each)) {
                rest.add(each);
            }
        }
        return ClientCapabilities.having(rest);
    }

    private static @Nullable RawObject given(Call call) {
        RawJson meta = call.meta();
        return meta == null || !meta.isObject() ? null : scan(meta);
    }

    private static RawObject scan(RawJson given) {
        try {
            return RawObject.scan(given);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("_meta of a call is no JSON object", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
