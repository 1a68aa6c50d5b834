package dev.sluice.provider.upstream.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.upstream.Asked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pages that a server wants opened before it does anything. */
class LegacyPagesTest {
    @Test
    @Tag("R-305")
    void asksNobodyToOpenWhatIsNoPageOfTheWeb() {
        assertThat(LegacyPages.ask(
                        Asked.tool("ask").can(Capability.URL).call(),
                        RawJson.of("{\"elicitations\":[{\"url\":\"javascript:alert(1)\"}]}")))
                .isNull();
    }
}
