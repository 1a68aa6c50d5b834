package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Published;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.TestConfig;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CatalogVerticleTest {
    private static final String ANY = "{\"type\":\"object\"}";

    private final Vertx vertx = Vertx.vertx();
    private final Published<CatalogSnapshot> published = new Published<>(CatalogSnapshot.EMPTY);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void publishesWhatTheProvidersOfferInTheirOrder() {
        Promise<CatalogChange> changed = Promise.promise();
        vertx.eventBus()
                .<CatalogChange>consumer(Addresses.CATALOG_CHANGED, message -> changed.tryComplete(message.body()));

        deploy(TestConfig.defaults().build(), tool("b", "zeta"), tool("b", "alpha"), tool("a", "mid"));

        assertThat(published.get().tools()).extracting(ToolEntry::name).containsExactly("zeta", "alpha", "mid");
        assertThat(published.get().version()).isEqualTo(1);
        assertThat(changed.future().timeout(5, TimeUnit.SECONDS).await())
                .isEqualTo(new CatalogChange(1, true, false, false));
    }

    @Test
    void keepsDefinitionsAsTheyAre() {
        ToolDescriptor offered = tool("a", "one");

        deploy(TestConfig.defaults().build(), offered);

        assertThat(entry("one").definition()).isSameAs(offered.definition());
        assertThat(entry("one").provider()).isEqualTo("a");
        assertThat(entry("one").check().violation(RawJson.of("{}"))).isNull();
    }

    @Test
    void refusesTwoToolsOfOneNameAndNamesBothProviders() {
        assertThatThrownBy(() -> deploy(TestConfig.defaults().build(), tool("first", "same"), tool("second", "same")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("\"same\"")
                .hasMessageContaining("\"first\"")
                .hasMessageContaining("\"second\"");
        assertThat(published.get()).isSameAs(CatalogSnapshot.EMPTY);
    }

    @Test
    @Tag("R-103")
    @Tag("R-108")
    void putsTheRulesOfTheConfigurationAboveWhatTheProviderSays() {
        ToolDescriptor offered = new ToolDescriptor(
                "a",
                "one",
                RawJson.of("{}"),
                RawJson.of(ANY),
                Set.of("user"),
                Duration.ofSeconds(5),
                true,
                true,
                TaskSupport.NONE);
        ToolConfig rule = new ToolConfig(
                Optional.of(Set.of("admin")), Optional.of(Duration.ofSeconds(2)), Optional.empty(), Optional.empty());

        deploy(TestConfig.defaults().tools(Map.of("one", rule)).build(), offered, tool("a", "two"));

        assertThat(entry("one").roles()).containsExactly("admin");
        assertThat(entry("one").timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(entry("one").readOnly()).isTrue();
        assertThat(entry("two").timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(entry("two").roles()).isEmpty();
    }

    @Test
    void warnsOfRulesForToolsThatDoNotExist() {
        ToolConfig rule = new ToolConfig(Optional.empty(), Optional.empty(), Optional.of(5), Optional.empty());

        CatalogVerticle verticle =
                deploy(TestConfig.defaults().tools(Map.of("gone", rule)).build(), tool("a", "one"));

        assertThat(verticle.warnings()).singleElement().asString().contains("\"gone\"");
    }

    private CatalogVerticle deploy(SluiceConfig config, ToolDescriptor... tools) {
        Map<String, List<ToolDescriptor>> byProvider = Stream.of(tools)
                .collect(Collectors.groupingBy(ToolDescriptor::provider, LinkedHashMap::new, Collectors.toList()));
        List<Offer> offers = new ArrayList<>();
        byProvider.forEach((provider, offered) -> offers.add(new Offer(provider, offered, null, null, null)));
        LocalCodec.register(vertx.eventBus());
        CatalogVerticle verticle = new CatalogVerticle(offers, config, published);
        vertx.deployVerticle(verticle).timeout(10, TimeUnit.SECONDS).await();
        return verticle;
    }

    private ToolEntry entry(String name) {
        return Objects.requireNonNull(published.get().tool(name));
    }

    private static ToolDescriptor tool(String provider, String name) {
        return SchemaCheckTest.descriptor(provider, name, ANY);
    }
}
