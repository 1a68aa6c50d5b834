package dev.sluice.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sluice.bus.Answers;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Target;
import dev.sluice.config.DialogueConfig;
import dev.sluice.edge.session.Sealer;
import dev.sluice.edge.session.SessionSeal;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a modern client carries between the rounds of a dialogue ({@code requestState}, 2026-07-28, multi round-trip
 * requests): the answers so far and what the provider wants back, sealed, and bound to the caller, to what it asked for and
 * to a time. A client that brings answers without a state is taken at its word, since a first request may have answers.
 * Immutable and thread-safe.
 */
final class RequestStates {
    private static final ObjectMapper SORTED =
            JsonCodec.MAPPER.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Sealer sealer;
    private final DialogueConfig config;
    private final InstantSource clock;

    RequestStates(Sealer sealer, DialogueConfig config, InstantSource clock) {
        this.sealer = sealer;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Where a dialogue stands.
     *
     * @param answers with those that have just come
     * @param until when it must be over, in milliseconds since the epoch
     */
    record Round(Answers answers, long until) {}

    /**
     * Reads {@code inputResponses} and {@code requestState} of a request.
     *
     * @param first what a first round has
     * @throws dev.sluice.mcp.RefusedException with INVALID_PARAMS when one of them is not what it should be
     */
    Round open(RawObject params, String principalKey, Routed routed, Answers first) {
        RawJson state = params.get("requestState");
        RawJson responses = params.get("inputResponses");
        long until = clock.millis() + config.timeout().toMillis();
        if (state == null && responses == null) {
            return new Round(first, until);
        }
        Map<String, RawJson> given = responses == null ? Map.of() : given(responses);
        if (state == null) {
            return new Round(new Answers(first.round(), given, null, first.task()), until);
        }
        return unsealed(state, principalKey, routed, given, first);
    }

    /**
     * The state to be carried to the next round.
     *
     * @throws dev.sluice.mcp.RefusedException with PROVIDER_FAILED when a bound is reached
     */
    String seal(Round round, String principalKey, Target target, RawJson arguments, Outcome.InputRequired asks) {
        Answers answers = round.answers();
        if (answers.round() + 1 > config.maxRounds()) {
            throw bound("The call asks more often than dialogue.maxRounds allows.", config.maxRounds());
        }
        StringBuilder json = new StringBuilder("{\"o\":\"")
                .append(SessionSeal.ownerOf(principalKey))
                .append("\",\"d\":\"")
                .append(digest(target.method().wire(), target.name(), arguments))
                .append("\",\"e\":")
                .append(round.until())
                .append(",\"r\":")
                .append(answers.round() + 1)
                .append(",\"a\":{");
        answers.given()
                .forEach((key, value) -> json.append(json.charAt(json.length() - 1) == '{' ? "" : ",")
                        .append(JsonCodec.quote(key))
                        .append(':')
                        .append(value));
        json.append('}');
        if (asks.state() != null) {
            json.append(",\"s\":").append(asks.state());
        }
        byte[] plain = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        if (plain.length > config.maxState().count()) {
            throw bound(
                    "The answers and the state of the call are larger than dialogue.maxState allows.",
                    config.maxState().count());
        }
        return sealer.seal(plain);
    }

    private Round unsealed(
            RawJson state, String principalKey, Routed routed, Map<String, RawJson> given, Answers first) {
        byte[] plain = state.isString()
                        && state.length()
                                <= Sealer.textLength((int) config.maxState().count()) + 2
                ? sealer.open(state.stringValue())
                : null;
        if (plain == null) {
            throw broken("it was not made here, or was changed");
        }
        RawObject sealed = scan(RawJson.view(plain, 0, plain.length));
        if (!SessionSeal.ownerOf(principalKey).equals(sealed.text("o"))) {
            throw broken("it was given to somebody else");
        }
        Target target = routed.target();
        if (target == null
                || !digest(target.method().wire(), target.name(), routed.arguments())
                        .equals(sealed.text("d"))) {
            throw broken("it belongs to another request; send the same method and params again");
        }
        long until = Long.parseLong(String.valueOf(sealed.get("e")));
        if (clock.millis() >= until) {
            throw broken("it has expired; start again");
        }
        Map<String, RawJson> all = new LinkedHashMap<>();
        RawJson before = sealed.get("a");
        if (before != null) {
            scan(before).forEach(all::put);
        }
        all.putAll(given);
        int round = Integer.parseInt(String.valueOf(sealed.get("r")));
        return new Round(new Answers(round, all, sealed.get("s"), first.task()), until);
    }

    /** The answers of a client by key. */
    static Map<String, RawJson> given(RawJson responses) {
        if (!responses.isObject()) {
            throw invalid("inputResponses", "\"inputResponses\" must be an object.");
        }
        Map<String, RawJson> given = new LinkedHashMap<>();
        scan(responses).forEach((key, value) -> {
            if (!value.isObject()) {
                throw invalid("inputResponses", "Every member of \"inputResponses\" must be an object.");
            }
            given.put(key, value);
        });
        return given;
    }

    private static String digest(String method, String name, RawJson arguments) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((method + ' ' + name + ' ').getBytes(StandardCharsets.UTF_8));
            // A client may spell the same arguments otherwise the second time.
            sha.update(SORTED.writeValueAsBytes(SORTED.convertValue(arguments.tree(), Object.class)));
            return HexFormat.of().formatHex(sha.digest());
        } catch (UncheckedIOException e) {
            throw invalid("arguments", "A number in \"arguments\" is out of range.");
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RawObject scan(RawJson json) {
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException | UncheckedIOException e) {
            throw new IllegalStateException("sealed or parsed JSON is broken", e);
        }
    }

    private static RuntimeException broken(String why) {
        return invalid("requestState", "\"requestState\" is not valid: " + why + '.');
    }

    private static RuntimeException invalid(String field, String message) {
        return Refusal.of(RefusalCode.INVALID_PARAMS, message)
                .with("field", field)
                .asException();
    }

    private static RuntimeException bound(String message, long limit) {
        return Refusal.of(RefusalCode.PROVIDER_FAILED, message)
                .with("limit", limit)
                .asException();
    }
}
