package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ladder under random bodies and headers: it always has a verdict, and no header turns one era into the other. */
@Tag("R-201")
@Tag("R-202")
class EraFuzzTest {
    private static final List<String> METHODS = List.of(
            "initialize",
            "ping",
            "server/discover",
            "tools/list",
            "tools/call",
            "resources/read",
            "prompts/get",
            "tasks/get",
            "subscriptions/listen",
            "logging/setLevel",
            "notifications/cancelled",
            "no/such",
            "Tools/List");
    private static final List<String> VERSIONS = List.of(
            "2024-11-05",
            "2025-03-26",
            "2025-06-18",
            "2025-11-25",
            "2026-07-28",
            "2026-07-29",
            "9999-99-99",
            "2026-07-28 ",
            "",
            "DRAFT",
            "2026-7-28");
    private static final int HEADER_SETS = 12;

    private final EraLadder ladder = new EraLadder(method -> true);

    @Test
    void noHeaderTurnsOneEraIntoTheOther() throws InterruptedException {
        Fuzz.check(draw -> {
            RpcMessage message = RpcParser.message(RpcParser.object(RawJson.of(body(draw))));
            Set<String> eras = new HashSet<>();
            for (int i = 0; i < HEADER_SETS; i++) {
                eras.add(era(message, ladder.judge(message, headers(draw, message))));
            }

            eras.remove("none");
            assertThat(eras).hasSizeLessThanOrEqualTo(1);
            // A response is legacy whatever it holds: modern clients send none.
            if (EraLadder.claims(message) && !(message instanceof RpcMessage.Response)) {
                assertThat(eras).doesNotContain("legacy");
            } else if (!EraLadder.claims(message)) {
                assertThat(eras).doesNotContain("modern");
            }
        });
    }

    /** A notification is dropped by a modern header, which is no era; a handshake with a broken claim is a handshake. */
    private static String era(RpcMessage message, EraVerdict verdict) {
        return switch (verdict) {
            case EraVerdict.Modern modern -> {
                assertThat(modern.meta().text(MetaKeys.PROTOCOL_VERSION))
                        .isEqualTo(modern.revision().wire());
                yield "modern";
            }
            case EraVerdict.Handshake ignored -> EraLadder.claims(message) ? "none" : "legacy";
            case EraVerdict.Legacy ignored -> "legacy";
            case EraVerdict.Dropped ignored -> "none";
            case EraVerdict.Refused refused -> {
                assertThat(refused.refusal().message()).isNotBlank();
                yield "none";
            }
        };
    }

    private static EraHeaders headers(Draw draw, RpcMessage message) {
        String method = message.raw().text("method");
        return new EraHeaders(
                value(draw, "2026-07-28"),
                value(draw, method == null ? "tools/list" : method),
                value(draw, message.params().map(params -> params.text("name")).orElse("x")));
    }

    private static @Nullable String value(Draw draw, @Nullable String fitting) {
        return switch (draw.below(6)) {
            case 0 -> null;
            case 1 -> draw.any(VERSIONS);
            case 2 -> draw.brokenText(6);
            case 3 -> "=?base64?" + draw.text(4) + "?=";
            default -> fitting == null ? null : draw.any("", " ", "\t") + fitting + draw.any("", " ");
        };
    }

    private static String body(Draw draw) {
        String params = draw.oneIn(5) ? "" : ",\"params\":" + params(draw);
        return switch (draw.below(4)) {
            case 0 -> "{\"jsonrpc\":\"2.0\",\"method\":\"" + draw.any(METHODS) + '"' + params + '}';
            case 1 -> "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + draw.json(2) + params + '}';
            default -> "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + draw.any(METHODS) + '"' + params + '}';
        };
    }

    private static String params(Draw draw) {
        String name = draw.any("", "\"name\":" + draw.json(1) + ",", "\"uri\":\"a:b\",", "\"taskId\":\"1\",");
        String version = draw.any(draw.string(draw.any(VERSIONS)), draw.json(1), "\"2026-07-28\"", "\"2026-07-28\"");
        String capabilities = draw.any("{}", "{}", draw.json(2));
        String meta = draw.any(
                draw.json(2),
                "{\"" + MetaKeys.PROTOCOL_VERSION + "\":" + version + '}',
                "{\"" + MetaKeys.PROTOCOL_VERSION + "\":" + version + ",\"" + MetaKeys.CLIENT_CAPABILITIES + "\":"
                        + capabilities + '}');
        return '{' + name + "\"_meta\":" + meta + '}';
    }
}
