package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-101")
class SampleCallTest {
    private static final List<String> ROLES = List.of("user");
    private static final String NOTHING = "{\"type\":\"object\"}";

    @Test
    void callsTheFirstToolThatOnlyReadsAndNeedsNoMoreThanAText() {
        CatalogSnapshot catalog = catalog(
                tool("a", "a__delete", NOTHING, false, Set.of()),
                tool("a", "a__move", object("\"from\"", "\"from\":{\"type\":\"string\"}"), true, Set.of()),
                tool("a", "a__echo", object("\"message\"", "\"message\":{\"type\":\"string\"}"), true, Set.of()),
                tool("b", "b__list", NOTHING, true, Set.of()));

        assertThat(SampleCall.of(catalog, List.of("a", "b"), ROLES))
                .contains(new SampleCall("a__echo", "{\"message\":\"Ada\"}"));
        assertThat(SampleCall.of(catalog, List.of("b", "a"), ROLES)).contains(new SampleCall("b__list", "{}"));
    }

    @Test
    void callsNothingThatTheCallerMayNotCallOrThatIsNoServices() {
        CatalogSnapshot catalog = catalog(
                tool("a", "a__list", NOTHING, true, Set.of("admin")),
                tool("builtin", "hello", NOTHING, true, Set.of()));

        assertThat(SampleCall.of(catalog, List.of("a"), ROLES)).isEqualTo(Optional.empty());
        assertThat(SampleCall.of(catalog, List.of("a"), List.of("admin"))).contains(new SampleCall("a__list", "{}"));
    }

    @Test
    void printsNoWordThatAStrangerChose() {
        String quote = "\"a';rm\"";
        CatalogSnapshot catalog = catalog(
                tool("a", "a__one", object(quote, quote + ":{\"type\":\"string\"}"), true, Set.of()),
                tool(
                        "a",
                        "a__two",
                        object("\"name\"", "\"name\":{\"type\":\"string\",\"enum\":[" + quote + "]}"),
                        true,
                        Set.of()));

        assertThat(SampleCall.of(catalog, List.of("a"), ROLES)).isEqualTo(Optional.empty());
    }

    private static String object(String required, String properties) {
        return "{\"type\":\"object\",\"required\":[" + required + "],\"properties\":{" + properties + "}}";
    }

    private static CatalogSnapshot catalog(ToolEntry... tools) {
        return new CatalogSnapshot(1, List.of(tools));
    }

    private static ToolEntry tool(String provider, String name, String schema, boolean readOnly, Set<String> roles) {
        return new ToolEntry(
                name,
                provider,
                name,
                RawJson.of("{\"name\":\"" + name + "\",\"inputSchema\":" + schema + "}"),
                roles,
                Duration.ofSeconds(1),
                readOnly,
                false,
                TaskSupport.NONE,
                arguments -> null);
    }
}
