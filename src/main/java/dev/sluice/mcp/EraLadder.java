package dev.sluice.mcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the eras apart. Era is a property of each message, never of a connection: the body decides, headers are only
 * compared with it, so that a proxy that strips headers cannot turn one era into the other. Pure and thread-safe.
 *
 * <p>Rungs 9 to 14 of the ladder are here, in their order (rungs 1 to 6 look at HTTP only, 7 is {@link RpcParser}, 8
 * is the batch):
 *
 * <ul>
 *   <li>9: a response is legacy
 *   <li>10: {@code initialize} without a valid modern envelope is the legacy handshake
 *   <li>11: {@code _meta} that claims a version is modern: a) metadata complete, b) version header equals the claim, c)
 *       method header does not differ, d) version served, e) version header present, f) method served, g) method and
 *       name headers present and equal. What needs the tool comes after: h) is an outcome of the call, i) is
 *       {@link ParamHeaders}
 *   <li>12: a version header that names a modern revision over a body without a claim: the metadata is missing
 *   <li>13: everything else is legacy, with a version header that must name a legacy revision
 *   <li>14: a modern notification is dropped, a legacy one is legacy
 * </ul>
 *
 * <p>Over a transport without headers ({@link EraHeaders#NONE}) whatever compares or misses one does not apply.
 */
public final class EraLadder {
    /** The modern revisions served, for {@code supported} and {@code supportedVersions}. */
    public static final List<String> MODERN_VERSIONS = versions(true);

    private static final List<String> LEGACY_VERSIONS = versions(false);

    private final Predicate<Method> offered;

    /** @param offered tells which methods modern requests may ask for; others do not exist */
    public EraLadder(Predicate<Method> offered) {
        this.offered = offered;
    }

    /** The verdict on one message. */
    public EraVerdict judge(RpcMessage message, EraHeaders headers) {
        return switch (message) {
            case RpcMessage.Response response -> legacy(response, null, headers);
            case RpcMessage.Notification notification -> notification(notification, headers);
            case RpcMessage.Request request -> request(request, headers);
        };
    }

    /** Whether a message claims to be of a modern revision. */
    public static boolean claims(RpcMessage message) {
        return message.meta().map(meta -> meta.has(MetaKeys.PROTOCOL_VERSION)).orElse(false);
    }

    private EraVerdict request(RpcMessage.Request request, EraHeaders headers) {
        Method method = Method.of(request.method());
        RawObject meta = request.meta().orElse(null);
        RawObject claim = meta != null && meta.has(MetaKeys.PROTOCOL_VERSION) ? meta : null;
        if (method == Method.INITIALIZE && (claim == null || !isValidEnvelope(claim))) {
            return headers.namesModern()
                    ? refused(mismatch("MCP-Protocol-Version", "initialize belongs to revisions before 2026-07-28"))
                    : new EraVerdict.Handshake(request);
        }
        if (claim != null) {
            return modern(request, method, claim, headers);
        }
        if (headers.namesModern()) {
            return refused(missingMeta(meta));
        }
        return legacy(request, method, headers);
    }

    private EraVerdict modern(RpcMessage.Request request, @Nullable Method method, RawObject meta, EraHeaders headers) {
        String claim = meta.text(MetaKeys.PROTOCOL_VERSION);
        if (claim == null || !isObject(meta.get(MetaKeys.CLIENT_CAPABILITIES))) {
            return refused(missingMeta(meta));
        }
        if (headers.protocolVersion() != null
                && !HeaderText.trim(headers.protocolVersion()).equals(claim)) {
            return refused(mismatch("MCP-Protocol-Version", "it differs from _meta"));
        }
        if (headers.method() != null && !HeaderText.trim(headers.method()).equals(request.method())) {
            return refused(mismatch("Mcp-Method", "it differs from the method of the body"));
        }
        Revision revision = Revision.of(claim).filter(Revision::isModern).orElse(null);
        if (revision == null) {
            return refused(unsupported(claim, MODERN_VERSIONS));
        }
        if (headers.protocolVersion() == null && headers.carried()) {
            return refused(mismatch("MCP-Protocol-Version", "it is missing"));
        }
        if (method == null || !offered.test(method) || !method.existsIn(revision)) {
            return refused(Refusal.of(RefusalCode.METHOD_NOT_FOUND, "This method is not served here.")
                    .with("method", request.method()));
        }
        Refusal header = nameHeaders(request, method, headers);
        return header != null ? refused(header) : new EraVerdict.Modern(request, method, revision, meta);
    }

    private static @Nullable Refusal nameHeaders(RpcMessage.Request request, Method method, EraHeaders headers) {
        if (!headers.carried()) {
            return null;
        }
        if (headers.method() == null) {
            return mismatch("Mcp-Method", "it is missing");
        }
        String expected = named(request, method);
        if (expected == null) {
            return null;
        }
        if (headers.name() == null) {
            return mismatch("Mcp-Name", "it is missing");
        }
        String name = HeaderText.decode(headers.name());
        if (name == null) {
            return mismatch("Mcp-Name", "it is not valid Base64 of UTF-8");
        }
        return name.equals(expected) ? null : mismatch("Mcp-Name", "it differs from the body");
    }

    /** What {@code Mcp-Name} repeats, null when the body does not have it. */
    private static @Nullable String named(RpcMessage.Request request, Method method) {
        String member = switch (method) {
            case TOOLS_CALL, PROMPTS_GET -> "name";
            case RESOURCES_READ -> "uri";
            case TASKS_GET, TASKS_UPDATE, TASKS_CANCEL -> "taskId";
            default -> null;
        };
        return member == null
                ? null
                : request.params().map(params -> params.text(member)).orElse(null);
    }

    private EraVerdict notification(RpcMessage.Notification notification, EraHeaders headers) {
        if (!claims(notification) && !headers.namesModern()) {
            return legacy(notification, Method.of(notification.method()), headers);
        }
        if (headers.method() != null && !HeaderText.trim(headers.method()).equals(notification.method())) {
            return refused(mismatch("Mcp-Method", "it differs from the method of the body"));
        }
        return new EraVerdict.Dropped();
    }

    private static EraVerdict legacy(RpcMessage message, @Nullable Method method, EraHeaders headers) {
        if (headers.protocolVersion() != null) {
            String named = HeaderText.trim(headers.protocolVersion());
            if (Revision.of(named).filter(revision -> !revision.isModern()).isEmpty()) {
                return new EraVerdict.Refused(
                        Refusal.of(
                                        RefusalCode.INVALID_REQUEST,
                                        "The MCP-Protocol-Version header names a version that is not served.")
                                .with("supported", LEGACY_VERSIONS)
                                .with("requested", named),
                        false);
            }
        }
        return new EraVerdict.Legacy(message, method);
    }

    private static boolean isValidEnvelope(RawObject meta) {
        String claim = meta.text(MetaKeys.PROTOCOL_VERSION);
        return claim != null
                && Revision.of(claim).filter(Revision::isModern).isPresent()
                && isObject(meta.get(MetaKeys.CLIENT_CAPABILITIES));
    }

    private static boolean isObject(@Nullable RawJson value) {
        return value != null && value.isObject();
    }

    private static Refusal missingMeta(@Nullable RawObject meta) {
        List<String> missing = new ArrayList<>(2);
        if (meta == null || meta.text(MetaKeys.PROTOCOL_VERSION) == null) {
            missing.add(MetaKeys.PROTOCOL_VERSION);
        }
        if (meta == null || !isObject(meta.get(MetaKeys.CLIENT_CAPABILITIES))) {
            missing.add(MetaKeys.CLIENT_CAPABILITIES);
        }
        return Refusal.of(
                        RefusalCode.INVALID_PARAMS,
                        "_meta lacks or misspells " + String.join(" and ", missing) + ", which every request carries.")
                .with("missing", missing);
    }

    private static Refusal unsupported(String requested, List<String> supported) {
        return new Refusal(
                RefusalCode.UNSUPPORTED_VERSION,
                RefusalCode.UNSUPPORTED_VERSION.meaning(),
                Map.of("supported", supported, "requested", requested),
                null);
    }

    private static Refusal mismatch(String header, String why) {
        return Refusal.of(RefusalCode.HEADER_MISMATCH, "Header " + header + ": " + why + ".")
                .with("header", header);
    }

    private static EraVerdict refused(Refusal refusal) {
        return new EraVerdict.Refused(refusal, true);
    }

    private static List<String> versions(boolean modern) {
        List<String> versions = new ArrayList<>();
        for (Revision revision : Revision.values()) {
            if (revision.isModern() == modern) {
                versions.add(revision.wire());
            }
        }
        return List.copyOf(versions);
    }
}
