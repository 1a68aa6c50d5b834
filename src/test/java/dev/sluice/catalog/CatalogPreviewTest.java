package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.Offer;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.PinMode;
import dev.sluice.config.SluiceConfig;
import dev.sluice.provider.TestConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogPreviewTest {
    @TempDir
    private Path folder;

    @Test
    @Tag("R-301")
    void countsWhatIsServedAndTellsWhatIsNot() {
        // given
        Offer files = new Offer(
                "files",
                List.of(Offers.tool("files", "read"), Offers.tool("files", "write")),
                List.of(Offers.prompt("files", "ask")),
                List.of(Offers.resource("files", "test://a")),
                List.of(Offers.template("files", "test://{b}")));
        Offer wiki = Offers.tools("wiki", "read", "bad\u202Ename", "page");

        // when
        CatalogPreview preview = CatalogPreview.of(config(PinMode.OFF), List.of(files, wiki));

        // then
        assertThat(preview.served("files")).isEqualTo(new CatalogPreview.Served(2, 1, 2, 3, 0, 0, false));
        assertThat(preview.served("wiki").tools()).isEqualTo(1);
        assertThat(preview.leftOut("files")).isEmpty();
        assertThat(preview.leftOut("wiki"))
                .extracting(CatalogPreview.LeftOut::name)
                .containsExactly("read", "bad\\u202ename");
        assertThat(preview.leftOut("wiki").getFirst().message()).contains("files", "wiki", "prefix");
    }

    @Test
    @Tag("R-307")
    void tellsOfResourcesThatTwoServicesHave() {
        Offer files = new Offer(
                "files",
                List.of(),
                null,
                List.of(Offers.resource("files", "test://a")),
                List.of(Offers.template("files", "test://{b}")));
        Offer wiki = new Offer(
                "wiki",
                List.of(),
                null,
                List.of(Offers.resource("wiki", "test://a"), Offers.resource("wiki", "test://c")),
                null);

        CatalogPreview preview = CatalogPreview.of(config(PinMode.OFF), List.of(wiki, files));

        assertThat(preview.leftOut("wiki"))
                .extracting(CatalogPreview.LeftOut::name)
                .containsExactly("test://a");
        assertThat(preview.leftOut("files")).isEmpty();
        assertThat(preview.warnings())
                .singleElement()
                .asString()
                .contains("\"test://c\" of \"wiki\"", "\"test://{b}\" of \"files\"", "read from \"wiki\"");
    }

    @Test
    @Tag("R-307")
    void tellsWhatIsPinnedWhatHasChangedAndWhatIsNewAndWritesNothing() throws Exception {
        // given
        SluiceConfig config = config(PinMode.FIRST_USE);
        accept(Offers.tools("files", "read", "write"));
        byte[] before = Files.readAllBytes(config.federation().pins());
        Offer now = Offers.offer(
                "files",
                Offers.tool("files", "read"),
                Offers.tool("files", "write", "{\"name\":\"write\",\"inputSchema\":{\"type\":\"object\"}}"),
                Offers.tool("files", "list"));

        // when
        CatalogPreview preview = CatalogPreview.of(config, List.of(now));

        // then
        assertThat(preview.served("files")).isEqualTo(new CatalogPreview.Served(2, 0, 0, 1, 1, 1, true));
        assertThat(preview.leftOut("files"))
                .singleElement()
                .satisfies(one -> assertThat(one.name()).isEqualTo("write"))
                .satisfies(one -> assertThat(one.message()).contains("sluice tools review"));
        assertThat(Files.readAllBytes(config.federation().pins())).isEqualTo(before);
        assertThat(folder).isDirectoryContaining("glob:**pins.json").isDirectoryNotContaining("glob:**quarantine*");
    }

    @Test
    @Tag("R-307")
    void countsAsNotPinnedWhatWaitsForItsFirstReview() {
        CatalogPreview preview =
                CatalogPreview.of(config(PinMode.REVIEW), List.of(Offers.tools("files", "read", "write")));

        assertThat(preview.served("files")).isEqualTo(new CatalogPreview.Served(0, 0, 0, 0, 0, 2, true));
        assertThat(preview.leftOut("files")).hasSize(2);
    }

    @Test
    void saysWhenTheFileOfPinsCannotBeUsed() throws Exception {
        Files.writeString(folder.resolve("pins.json"), "{\"version\":1,");

        assertThatThrownBy(() -> CatalogPreview.of(config(PinMode.FIRST_USE), List.of()))
                .isInstanceOf(PinFileException.class)
                .hasMessageContaining("not usable");
    }

    private void accept(Offer offer) {
        new PinStore(folder.resolve("pins.json"))
                .update(pins -> pins.with(
                        offer.tools().stream()
                                .map(tool -> Definition.of(
                                        Kind.TOOL, tool.provider(), tool.name(), tool.name(), tool.definition()))
                                .toList(),
                        "2026-11-20T10:00:00Z",
                        "ada"));
    }

    private SluiceConfig config(PinMode pins) {
        Map<String, dev.sluice.config.ServiceConfig> services = new LinkedHashMap<>();
        services.put("files", Offers.service("", Set.of(), List.of(), List.of(), pins));
        services.put("wiki", Offers.service("", Set.of(), List.of(), List.of(), pins));
        FederationConfig federation = Offers.federation(services, Map.of(), folder.resolve("pins.json"));
        return TestConfig.defaults().build().with(federation, Map.of());
    }
}
