package dev.sluice.provider.upstream.modern;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.provider.upstream.wire.WireException;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What upstreams of the modern era may have callers asked. */
class ModernQuestionsTest {
    @Test
    @Tag("R-305")
    void asksNobodyToOpenWhatIsNoPageOfTheWeb() throws MalformedJsonException {
        RawObject asking =
                RawObject.scan(RawJson.of("{\"inputRequests\":{\"a\":{\"method\":\"elicitation/create\",\"params\":"
                        + "{\"mode\":\"url\",\"url\":\"javascript:alert(1)\",\"message\":\"m\"}}}}"));
        ClientCapabilities can = ClientCapabilities.having(Set.of(Capability.URL));

        assertThatThrownBy(() -> ModernQuestions.ask(asking, can, can, null)).isInstanceOf(WireException.class);
    }
}
