package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-115")
class RpcParserTest {
    @Test
    void keepsEveryByteOfWhatItDoesNotRead() {
        // given
        String arguments = "{ \"n\" : 1.0e+2, \"nothing\":null , \"u\":\"\\u00e9\\ud800\", \"a\":[1,  2]}";
        String body =
                " {\"jsonrpc\":\"2.0\",\"id\": 1.50 ,\"method\":\"tools/call\",\"params\":{\"name\":\"x\",\"arguments\":"
                        + arguments + ",\"_meta\":{\"k\": -0.0}}}";

        // when
        var message = (RpcMessage.Request) RpcParser.message(RpcParser.object(RawJson.of(body)));

        // then
        assertThat(message.id().toString()).isEqualTo("1.50");
        var params = message.params().orElseThrow();
        assertThat(String.valueOf(params.get("arguments"))).isEqualTo(arguments);
        assertThat(String.valueOf(message.meta().orElseThrow().get("k"))).isEqualTo("-0.0");
        assertThat(params.text("name")).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"a\":1}x",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "\u0000",
                "{'a':1}"
            })
    void refusesWhatIsNotOneJsonObject(String body) {
        assertThatThrownBy(() -> RpcParser.object(RawJson.of(body)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(RefusalCode.PARSE_ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "7", " \"ping\"", "null", "true "})
    void callsAnotherValueNoRequest(String body) {
        assertThatThrownBy(() -> RpcParser.object(RawJson.of(body)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(RefusalCode.INVALID_REQUEST));
    }

    @Test
    void readsAViewInTheMiddleOfAnArray() {
        byte[] bytes = "xxx{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":\"a\"}yyy"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);

        var message =
                (RpcMessage.Request) RpcParser.message(RpcParser.object(RawJson.view(bytes, 3, bytes.length - 3)));

        assertThat(message.id().toString()).isEqualTo("\"a\"");
        assertThat(message.method()).isEqualTo("ping");
    }
}
