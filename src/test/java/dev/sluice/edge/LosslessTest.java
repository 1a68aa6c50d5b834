package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through keeps its bytes: unknown members, explicit nulls, spelling of numbers and texts, order. */
@Tag("R-201")
@Tag("R-202")
class LosslessTest {
    private static final int DOCUMENTS = 150;
    private static final String[] SCALARS = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.0",
        "1.10",
        "1e5",
        "1E+05",
        "-1.50e-3",
        "123456789012345678901234567890",
        "0.30000000000000004",
        "\"\"",
        "\"a\\/b\"",
        "\"\\u00e9\"",
        "\"é\"",
        "\"\\ud83d\\ude00 😀\"",
        "\"\\n\\t\\\"\\\\\"",
        "\"resultType\"",
        "\"_meta\""
    };

    private final EdgeHarness gateway = new EdgeHarness();

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_121})
    void relaysResultsAndArgumentsByteForByte(long seed) throws MalformedJsonException {
        Random random = new Random(seed);
        String session = gateway.session("2025-11-25");
        for (int i = 0; i < DOCUMENTS; i++) {
            String arguments = object(random, 0, "a");
            String meta = object(random, 2, "m");
            String result = "{" + space(random) + "\"_meta\" :" + meta + ","
                    + object(random, 0, "r").substring(1);
            gateway.stubs.tools.put(
                    "echo", call -> Future.succeededFuture(new Outcome.Completed(RawJson.of(result), false)));

            String modern = gateway.ask().call("echo", arguments).body();
            String legacy = gateway.ask()
                    .header("Mcp-Session-Id", session)
                    .legacy("tools/call", "\"name\":\"echo\",\"_meta\":" + meta + ",\"arguments\":" + arguments)
                    .body();

            RawObject original = RawObject.scan(RawJson.of(result));
            assertThat(resultOf(legacy).raw()).hasToString(result);
            RawObject relayed = resultOf(modern);
            assertThat(members(relayed, "_meta", "resultType")).isEqualTo(members(original, "_meta"));
            assertThat(members(scan(relayed, "_meta"), MetaKeys.SERVER_INFO))
                    .isEqualTo(members(scan(original, "_meta")));
            List<Call> calls = new ArrayList<>(gateway.stubs.calls);
            assertThat(calls).hasSize(2);
            assertThat(calls).allSatisfy(call -> assertThat(call.arguments()).hasToString(arguments));
            assertThat(calls.getLast().meta()).hasToString(meta);
            gateway.stubs.calls.clear();
        }
    }

    private static RawObject resultOf(String body) throws MalformedJsonException {
        return scan(RawObject.scan(RawJson.of(body)), "result");
    }

    private static RawObject scan(RawObject object, String member) throws MalformedJsonException {
        RawJson value = object.get(member);
        assertThat(value).isNotNull();
        return value == null ? object : RawObject.scan(value);
    }

    private static List<String> members(RawObject object, String... without) {
        List<String> members = new ArrayList<>();
        object.forEach((name, value) -> {
            if (!List.of(without).contains(name)) {
                members.add(name + '=' + value);
            }
        });
        return members;
    }

    private static String object(Random random, int depth, String prefix) {
        StringBuilder json = new StringBuilder("{");
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            json.append(i == 0 ? "" : ",")
                    .append(space(random))
                    .append('"')
                    .append(prefix)
                    .append(i)
                    .append(random.nextBoolean() ? "\\u0041" : "é")
                    .append('"')
                    .append(space(random))
                    .append(':')
                    .append(space(random))
                    .append(value(random, depth + 1, prefix));
        }
        // A member that comes after whatever a caller puts in front of it.
        return json.append(members == 0 ? "" : ",")
                .append("\"")
                .append(prefix)
                .append("last\":null")
                .append(space(random))
                .append('}')
                .toString();
    }

    private static String value(Random random, int depth, String prefix) {
        int kind = random.nextInt(depth > 3 ? 8 : 10);
        if (kind == 8) {
            return object(random, depth, prefix);
        }
        if (kind == 9) {
            return '[' + value(random, depth + 1, prefix) + " ," + value(random, depth + 1, prefix) + ']';
        }
        return SCALARS[random.nextInt(SCALARS.length)];
    }

    private static String space(Random random) {
        return " \n\t ".substring(0, random.nextInt(4));
    }
}
