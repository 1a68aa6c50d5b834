package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Published;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-201")
class ListingsTest {
    private final Published<CatalogSnapshot> catalog = new Published<>(new CatalogSnapshot(7, many(250, "t")));
    private final Listings listings = new Listings(catalog, RawJson.of("{\"name\":\"s\",\"version\":\"1\"}"));

    @Test
    void pagesThroughAllToolsInOrderWithoutGaps() {
        List<String> seen = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            var page = listings.legacy(Listed.TOOLS, Stubs.ALICE, cursor).tree();
            seen.addAll(page.path("tools").findValuesAsText("name"));
            cursor = page.path("nextCursor").textValue();
            pages++;
        } while (cursor != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen)
                .hasSize(250)
                .doesNotHaveDuplicates()
                .startsWith("t0", "t1")
                .endsWith("t249");
    }

    @Test
    void showsEverythingAtOnceToTheEnvelope() {
        assertThat(listings.whole(Stubs.ALICE).tree().path("tools")).hasSize(250);
    }

    @Test
    void rendersOncePerSetOfRoles() {
        assertThat(listings.modern(Listed.TOOLS, Stubs.ALICE, null))
                .isSameAs(listings.modern(Listed.TOOLS, Stubs.ALICE, null));
        assertThat(listings.modern(Listed.TOOLS, Stubs.ALICE, null))
                .isNotSameAs(listings.modern(Listed.TOOLS, Stubs.ROOT, null));
    }

    @Test
    void followsTheCatalogueAndForgetsItsCursors() {
        String cursor = next(listings.modern(Listed.TOOLS, Stubs.ALICE, null));

        catalog.publish(new CatalogSnapshot(8, many(101, "u")));

        assertThat(listings.modern(Listed.TOOLS, Stubs.ALICE, null)
                        .tree()
                        .path("tools")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("u0");
        assertThatThrownBy(() -> listings.modern(Listed.TOOLS, Stubs.ALICE, cursor))
                .isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "MS43LjE", "MS43LjA", "MS43LjMwMA", "MS43Li0xMDA", "Mi43LjEwMA", "MS43LjEwMC4x", "é"})
    void refusesCursorsItDidNotMake(String cursor) {
        assertThatThrownBy(() -> listings.legacy(Listed.TOOLS, Stubs.ALICE, cursor))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void listsNothingAsAnEmptyArray() {
        catalog.publish(CatalogSnapshot.EMPTY);

        assertThat(listings.legacy(Listed.TOOLS, Stubs.ALICE, null).toString()).isEqualTo("{\"tools\":[]}");
    }

    private static @Nullable String next(RawJson page) {
        return page.tree().path("nextCursor").textValue();
    }

    private static List<ToolEntry> many(int count, String prefix) {
        return IntStream.range(0, count)
                .mapToObj(i -> Stubs.tool(prefix + i, Set.of(), arguments -> null))
                .toList();
    }
}
