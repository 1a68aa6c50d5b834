package dev.sluice.provider.upstream.message;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.JsonMembers;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the answers of upstreams come to for their callers. Pure and thread-safe. */
public final class Outcomes {
    /** Characters of an upstream's message that are passed on. */
    static final int MAX_MESSAGE = 512;

    private static final String TTL = "ttlMs";
    private static final String SCOPE = "cacheScope";
    private static final String REQUESTS = "inputRequests";
    private static final String STATE = "requestState";
    private static final RawJson NOT_AT_ALL = RawJson.of("0");
    private static final RawJson NOBODY_ELSE = RawJson.of("\"private\"");

    private Outcomes() {}

    /**
     * A call that was done; the result keeps its bytes, but for how long contents may be kept when it does not say, and for
     * members that would ask the caller something though nothing is asked.
     */
    public static Outcome completed(Call call, RawObject said) {
        RawObject result = unasking(said);
        if (call.target() instanceof ResourceTarget) {
            return new Outcome.Completed(cacheable(result), false);
        }
        RawJson failed = call.target() instanceof ToolEntry ? result.get("isError") : null;
        return new Outcome.Completed(result.raw(), failed != null && failed.firstByte() == 't');
    }

    private static RawObject unasking(RawObject result) {
        if (!result.has(REQUESTS) && !result.has(STATE)) {
            return result;
        }
        RawObject rest = LegacyJson.object(JsonMembers.without(result, REQUESTS, STATE));
        return rest == null ? result : rest;
    }

    /** Older revisions do not say it, and clients of the newest insist on it: not at all, and by nobody else. */
    private static RawJson cacheable(RawObject result) {
        RawJson dated = result.has(TTL) ? result.raw() : result.with(TTL, NOT_AT_ALL);
        RawObject again = result.has(SCOPE) ? null : LegacyJson.object(dated);
        return again == null ? dated : again.with(SCOPE, NOBODY_ELSE);
    }

    /**
     * A call that was answered with a JSON-RPC error.
     *
     * @param told what the upstream was told that the caller can do
     */
    public static Outcome failed(Call call, RawObject error, ClientCapabilities told) {
        int code = UpstreamErrorException.codeOf(error);
        String message = message(error);
        if (call.target() instanceof ResourceTarget resource
                && (code == RpcCodes.RESOURCE_NOT_FOUND || code == RpcCodes.INVALID_PARAMS)) {
            return new Outcome.Refused(
                    Refusal.of(RefusalCode.RESOURCE_NOT_FOUND).with("uri", resource.uri()));
        }
        if (code == RpcCodes.MISSING_CAPABILITY) {
            return lacking(call, error, told, message);
        }
        boolean carried = code == RpcCodes.INVALID_PARAMS || !RpcCodes.isReserved(code);
        return new Outcome.Failed(carried ? code : RpcCodes.INTERNAL, message, error.get("data"));
    }

    /** An upstream that has no room now. */
    public static Outcome busy(String upstream, Duration retryAfter) {
        return new Outcome.Refused(Refusal.of(RefusalCode.QUEUE_FULL, "The upstream has no room for this call now.")
                .with("provider", upstream)
                .retryAfter(retryAfter));
    }

    /** The result was larger than the bound: nobody's fault, as for all providers. */
    public static Outcome tooLarge(Call call, long bound) {
        return new Outcome.Refused(Refusal.of(
                        call.target() instanceof ToolEntry ? RefusalCode.TOOL_FAILED : RefusalCode.PROVIDER_FAILED,
                        "The result is larger than the bound of " + bound + " bytes. Ask for less at a time.")
                .with("maxResultSize", bound)
                .with("requestId", call.id().requestId()));
    }

    /** The caller lacks what the upstream wants to ask it for. */
    public static Outcome lacks(Set<Capability> missing) {
        return missingCapability(ClientCapabilities.having(missing).toJson());
    }

    /** {@code message} of an error, as far as it may be passed on. */
    static String message(RawObject error) {
        String message = error.text("message");
        if (message == null || message.isBlank()) {
            return "The upstream answered with an error.";
        }
        return bounded(message);
    }

    private static String bounded(String text) {
        if (text.length() <= MAX_MESSAGE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_MESSAGE - 1)) ? MAX_MESSAGE - 1 : MAX_MESSAGE;
        return text.substring(0, end);
    }

    /** It is the caller's business only when it is the caller that lacks something, and not what the upstream was told. */
    private static Outcome lacking(Call call, RawObject error, ClientCapabilities told, String message) {
        RawJson wanted = member(error.get("data"), "requiredCapabilities");
        ClientCapabilities needed = ClientCapabilities.of(wanted);
        if (wanted == null
                || !wanted.isObject()
                || (!needed.equals(ClientCapabilities.NONE)
                        && (covers(told, needed) || covers(call.caller().capabilities(), needed)))) {
            return new Outcome.Failed(RpcCodes.INTERNAL, message, null);
        }
        return missingCapability(wanted);
    }

    private static boolean covers(ClientCapabilities has, ClientCapabilities needed) {
        for (Capability each : Capability.values()) {
            if (needed.can(each) && !has.can(each)) {
                return false;
            }
        }
        return true;
    }

    private static Outcome missingCapability(RawJson wanted) {
        return new Outcome.Refused(Refusal.of(RefusalCode.MISSING_CAPABILITY)
                .with("requiredCapabilities", JsonCodec.MAPPER.convertValue(wanted.tree(), Map.class)));
    }

    /** A member of an object; null when it is absent, or that is no well-formed object. */
    public static @Nullable RawJson member(@Nullable RawJson json, String name) {
        if (json == null || !json.isObject()) {
            return null;
        }
        try {
            return RawObject.scan(json).get(name);
        } catch (MalformedJsonException e) {
            return null;
        }
    }
}
