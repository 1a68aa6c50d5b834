package dev.sluice.mcp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages under random input: they are read or refused, and what is written can be read. */
@Tag("R-201")
@Tag("R-202")
class MessageFuzzTest {
    private static final Set<RefusalCode> REFUSALS =
            Set.of(RefusalCode.PARSE_ERROR, RefusalCode.INVALID_REQUEST, RefusalCode.TOO_LARGE);
    private static final ModernResults RESULTS = new ModernResults("sluice", "1");

    @Test
    void readsOrRefusesWhateverComes() throws InterruptedException {
        Fuzz.check(draw -> {
            byte[] body = draw.oneIn(4) ? draw.bytes(200) : draw.mutated(utf8(request(draw)));
            try {
                read(RawJson.view(body, 0, body.length));
            } catch (RefusedException e) {
                assertThat(e.refusal().code()).isIn(REFUSALS);
            }
        });
    }

    @Test
    void keepsEveryByteOfWhatItReads() throws InterruptedException {
        Fuzz.check(draw -> {
            String id = id(draw);
            String method = draw.word(20);
            String params = draw.object(3);
            RawJson body = RawJson.of("{\"params\":" + params + ",\"method\":\"" + method + "\",\"x\":" + draw.json(2)
                    + ",\"id\":" + id + ",\"jsonrpc\":\"2.0\"}");

            RpcMessage.Request request = (RpcMessage.Request) RpcParser.message(RpcParser.object(body));

            assertThat(request.id().raw()).hasToString(id);
            assertThat(request.method()).isEqualTo(method);
            assertThat(request.raw().get("params")).hasToString(params);
            assertThat(request.raw().raw()).isEqualTo(body);
        });
    }

    @Test
    void whatItWritesCanBeRead() throws InterruptedException {
        Fuzz.check(draw -> {
            RequestId id = new RequestId(RawJson.of(id(draw)));
            String message = draw.text(20);
            String data = draw.json(3);

            RawObject error = scan(RpcWriter.error(id, RpcWriter.MissingId.NULL, -32600, message, RawJson.of(data)));
            RawObject result = scan(RpcWriter.result(id, RawJson.of("{}")));
            RawJson quoted = RawJson.of(JsonCodec.quote(draw.brokenText(20)));

            RawObject told = RawObject.scan(requireNonNull(error.get("error")));
            assertThat(told.text("message")).isEqualTo(message);
            assertThat(told.get("data")).hasToString(data);
            assertThat(List.of(requireNonNull(error.get("id")), requireNonNull(result.get("id"))))
                    .containsOnly(id.raw());
            assertThat(quoted.tree().isTextual()).isTrue();
        });
    }

    @Test
    void aModernResultHoldsWhatTheToolSaid() throws InterruptedException {
        Fuzz.check(draw -> {
            RawJson said = RawJson.of(draw.oneIn(3) ? resultWithMeta(draw) : draw.object(3));

            RawObject shaped = RawObject.scan(RESULTS.complete(said));

            assertThat(shaped.text("resultType")).isEqualTo("complete");
            RawObject.scan(said).forEach((name, value) -> {
                if (!name.equals("resultType") && !name.equals("_meta")) {
                    assertThat(shaped.get(name)).isEqualTo(value);
                }
            });
            RawJson meta = requireNonNull(shaped.get("_meta"));
            assertThat(RawObject.scan(meta).get(MetaKeys.SERVER_INFO)).isEqualTo(RESULTS.serverInfo());
        });
    }

    private static String resultWithMeta(Draw draw) {
        String meta = draw.any("\"_meta\"", "\"\\u005fmeta\"", "\"_m\\u0065ta\"");
        return "{\"content\":[]," + meta + ':' + draw.any(draw.object(2), draw.json(1)) + ",\"resultType\":"
                + draw.json(1) + '}';
    }

    private static void read(RawJson body) {
        if (RpcParser.isBatch(body)) {
            List<RawJson> elements = RpcParser.batch(body, 50);
            elements.forEach(MessageFuzzTest::read);
            return;
        }
        RawObject object = RpcParser.object(body);
        RequestId unusable = RpcParser.idOf(object);
        RpcMessage message = RpcParser.message(object);
        message.meta().ifPresent(RawObject::names);
        if (message instanceof RpcMessage.Request request) {
            assertThat(request.id()).isEqualTo(unusable);
        }
    }

    private static String request(Draw draw) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + draw.json(1) + ",\"method\":" + draw.string(draw.text(6))
                + ",\"params\":" + draw.any(draw.json(3), "{\"_meta\":" + draw.json(2) + "}") + '}';
    }

    private static String id(Draw draw) {
        return draw.any("0", "-1", "1.0", "1e3", "9007199254740993", draw.string(draw.text(8)));
    }

    private static RawObject scan(Buffer json) throws MalformedJsonException {
        return RawObject.scan(RawJson.view(json.getBytes(), 0, json.length()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
