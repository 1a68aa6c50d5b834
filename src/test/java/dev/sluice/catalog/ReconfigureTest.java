package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Published;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.PinMode;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import dev.sluice.config.VirtualServerConfig;
import dev.sluice.provider.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, selections, roles and endpoints that change while the catalogue is served. */
@Tag("R-505")
class ReconfigureTest {
    private final Vertx vertx = Vertx.vertx();
    private final Catalogs catalogs = Catalogs.of(Set.of());
    private final List<CatalogChange> changes = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    ReconfigureTest() {
        LocalCodec.register(vertx.eventBus());
        vertx.eventBus()
                .<CatalogChange>localConsumer(Addresses.CATALOG_CHANGED, message -> changes.add(message.body()));
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void namesToolsByAnotherPrefixWithoutCompilingThemAnew() {
        // given
        CatalogVerticle verticle =
                deploy(config(Map.of("hub", Offers.service("a_")), Map.of()), Offers.tools("hub", "dig"));
        ToolEntry before = tool("a_dig");

        // when
        configure(verticle, config(Map.of("hub", Offers.service("b_")), Map.of()));

        // then
        assertThat(names("default")).containsExactly("b_dig");
        assertThat(tool("b_dig").check()).isSameAs(before.check());
        assertThat(tool("b_dig").ruleName()).isEqualTo("b_dig");
        await().untilAsserted(() -> assertThat(changes)
                .last()
                .satisfies(change -> assertThat(change.tools()).isTrue()));
    }

    @Test
    void holdsOtherRolesAndSelections() {
        // given
        CatalogVerticle verticle =
                deploy(config(Map.of("hub", Offers.service("")), Map.of()), Offers.tools("hub", "dig", "fill", "burn"));
        ServiceConfig narrower = Offers.service("", Set.of("user"), List.of(), List.of("burn"), PinMode.OFF);
        ToolConfig rule =
                new ToolConfig(Optional.of(Set.of("admin")), Optional.empty(), Optional.empty(), Optional.empty());

        // when
        configure(verticle, config(Map.of("hub", narrower), Map.of(), Map.of("dig", rule)));

        // then
        assertThat(names("default")).containsExactly("dig", "fill");
        assertThat(tool("dig").roles()).doesNotContain("user").isNotEmpty();
        assertThat(tool("fill").roles()).containsExactly("user");
    }

    @Test
    void endpointsAppearChangeAndGo() {
        // given
        Map<String, ServiceConfig> services = Map.of("hub", Offers.service(""));
        CatalogVerticle verticle = deploy(config(services, Map.of()), Offers.tools("hub", "dig", "fill"));
        CatalogSnapshot usual = catalogs.at("default").get();
        assertThat(catalogs.servers()).containsExactly("default");

        // when it appears
        configure(verticle, config(services, Map.of("some", Offers.server("d*"))));

        // then
        assertThat(catalogs.servers()).containsExactly("default", "some");
        assertThat(names("some")).containsExactly("dig");
        assertThat(catalogs.at("some").get().entrance().roles()).isEmpty();
        long version = catalogs.at("some").get().version();

        // when it changes
        configure(verticle, config(services, Map.of("some", Offers.closed(Offers.server("d*"), Set.of("ops")))));

        // then
        assertThat(catalogs.at("some").get().entrance().roles()).containsExactly("ops");
        assertThat(catalogs.at("some").get().version()).isGreaterThan(version);

        // when it goes
        configure(verticle, config(services, Map.of()));

        // then
        assertThat(catalogs.find("some")).isNull();
        assertThat(catalogs.at("default").get()).isSameAs(usual);
        await().untilAsserted(() -> assertThat(changes)
                .last()
                .satisfies(change -> assertThat(change.server()).isEqualTo("some")));
    }

    @Test
    @Tag("R-103")
    void servesNothingOfAServiceThatIsNotConfiguredAnyMore() {
        // given
        ServiceConfig closed = Offers.service("", Set.of("admin"), List.of(), List.of(), PinMode.OFF);
        CatalogVerticle verticle = deploy(
                config(Map.of("hub", closed), Map.of()), Offers.tools("hub", "dig"), Offers.tools("plugin", "echo"));

        // when it was not taken out before its rules were
        configure(verticle, config(Map.of(), Map.of()));

        // then
        assertThat(names("default")).containsExactly("echo");
    }

    @Test
    @Tag("R-103")
    void takesNothingFromAServiceThatIsNotConfiguredAnyMoreAndStillGoesOnOffering() {
        // given
        ServiceConfig closed = Offers.service("", Set.of("admin"), List.of(), List.of(), PinMode.OFF);
        CatalogVerticle verticle = deploy(
                config(Map.of("hub", closed), Map.of()), Offers.tools("hub", "dig"), Offers.tools("plugin", "echo"));
        configure(verticle, config(Map.of(), Map.of()));

        // when
        var offered = vertx.eventBus().request(Addresses.CATALOG, Offers.tools("hub", "dig", "fill"));

        // then
        assertThatThrownBy(() -> offered.timeout(30, TimeUnit.SECONDS).await())
                .hasMessage("The service \"hub\" is not configured any more.");
        assertThat(names("default")).containsExactly("echo");

        // when it comes back
        configure(verticle, config(Map.of("hub", closed), Map.of()));
        vertx.eventBus()
                .request(Addresses.CATALOG, Offers.tools("hub", "dig", "fill"))
                .timeout(30, TimeUnit.SECONDS)
                .await();

        // then
        assertThat(names("default")).containsExactlyInAnyOrder("echo", "dig", "fill");
    }

    @Test
    @Tag("R-202")
    void saysBetweenBuildingAndPublishingThatItCouldBuildAndNotAtAllWhenItCouldNot() throws Exception {
        // given
        Path file = Files.writeString(directory.resolve("pins.json"), "{");
        CatalogVerticle verticle = deploy(pinned(PinMode.OFF, file), Offers.tools("hub", "dig"));
        List<List<String>> seen = new CopyOnWriteArrayList<>();

        // when
        var refused = verticle.configure(pinned(PinMode.REVIEW, file), () -> seen.add(names("default")));

        // then
        assertThatThrownBy(() -> refused.timeout(30, TimeUnit.SECONDS).await()).isInstanceOf(PinFileException.class);
        assertThat(seen).isEmpty();
        assertThat(names("default")).containsExactly("a_dig");

        // when
        verticle.configure(config(Map.of("hub", Offers.service("b_")), Map.of()), () -> seen.add(names("default")))
                .timeout(30, TimeUnit.SECONDS)
                .await();

        // then
        assertThat(seen).containsExactly(List.of("a_dig"));
        assertThat(names("default")).containsExactly("b_dig");
    }

    @Test
    void takesOffersAndConfigurationsInTheirTurn() {
        // given
        CatalogVerticle verticle =
                deploy(config(Map.of("hub", Offers.service("a_")), Map.of()), Offers.tools("hub", "dig"));

        // when
        var offered = vertx.eventBus().request(Addresses.CATALOG, Offers.tools("hub", "fill"));
        var first = verticle.configure(config(Map.of("hub", Offers.service("b_")), Map.of()), () -> {});
        var second = verticle.configure(config(Map.of("hub", Offers.service("c_")), Map.of()), () -> {});
        io.vertx.core.Future.all(offered, first, second)
                .timeout(30, TimeUnit.SECONDS)
                .await();

        // then
        assertThat(names("default")).containsExactly("c_fill");
    }

    @Test
    @Tag("R-307")
    void beginsToPinWhenTheFirstServiceWantsIt() {
        // given
        Path file = directory.resolve("pins.json");
        CatalogVerticle verticle = deploy(pinned(PinMode.OFF, file), Offers.tools("hub", "dig"));

        // when
        configure(verticle, pinned(PinMode.REVIEW, file));

        // then
        assertThat(names("default")).isEmpty();
        assertThat(catalogs.at("default").get().withholds("a_dig")).isTrue();
        assertThat(Files.exists(directory)).isTrue();
    }

    private static SluiceConfig pinned(PinMode mode, Path file) {
        return TestConfig.defaults()
                .build()
                .with(
                        Offers.federation(
                                Map.of("hub", Offers.service("a_", Set.of(), List.of(), List.of(), mode)),
                                Map.of(),
                                file),
                        Map.of());
    }

    private static SluiceConfig config(Map<String, ServiceConfig> services, Map<String, VirtualServerConfig> servers) {
        return config(services, servers, Map.of());
    }

    private static SluiceConfig config(
            Map<String, ServiceConfig> services,
            Map<String, VirtualServerConfig> servers,
            Map<String, ToolConfig> tools) {
        return TestConfig.defaults()
                .tools(tools)
                .build()
                .with(Offers.federation(services, servers, Path.of("target", "pins.json")), Map.of());
    }

    private CatalogVerticle deploy(SluiceConfig config, Offer... offers) {
        CatalogVerticle verticle = new CatalogVerticle(
                List.of(offers),
                config,
                catalogs,
                new CatalogVerticle.Records(new SimpleMeterRegistry(), AuditSink.NONE, InstantSource.system()));
        vertx.deployVerticle(verticle).timeout(30, TimeUnit.SECONDS).await();
        return verticle;
    }

    private static void configure(CatalogVerticle verticle, SluiceConfig config) {
        verticle.configure(config, () -> {}).timeout(30, TimeUnit.SECONDS).await();
    }

    private List<String> names(String server) {
        return catalogs.at(server).get().tools().stream().map(ToolEntry::name).toList();
    }

    private ToolEntry tool(String name) {
        Published<CatalogSnapshot> usual = catalogs.at("default");
        return Objects.requireNonNull(usual.get().tool(name));
    }
}
