package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Offer;
import dev.sluice.bus.PromptDescriptor;
import dev.sluice.bus.Published;
import dev.sluice.bus.ResourceDescriptor;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.TemplateDescriptor;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import dev.sluice.provider.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
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

    CatalogVerticleTest() {
        LocalCodec.register(vertx.eventBus());
    }

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
        assertThat(changed.future().timeout(30, TimeUnit.SECONDS).await())
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

    @Test
    @Tag("R-201")
    @Tag("R-202")
    void takesAnOfferInsteadOfTheOneBefore() {
        List<CatalogChange> changes = changes();
        deploy(TestConfig.defaults().build(), tool("a", "one"), tool("b", "two"));

        offer(new Offer("b", List.of(tool("b", "three")), List.of(), null, null));

        assertThat(published.get().tools()).extracting(ToolEntry::name).containsExactly("one", "three");
        assertThat(published.get().offersPrompts()).isTrue();
        assertThat(published.get().offersResources()).isFalse();
        await().untilAsserted(() -> assertThat(changes)
                .containsExactly(new CatalogChange(1, true, false, false), new CatalogChange(2, true, false, false)));
    }

    @Test
    void compilesOnlyWhatIsNew() {
        deploy(TestConfig.defaults().build(), tool("a", "one"));
        ToolEntry one = entry("one");

        offer(new Offer("a", List.of(tool("a", "two"), tool("a", "one")), null, null, null));

        assertThat(entry("one")).isSameAs(one);
    }

    @Test
    void keepsTheCatalogueWhenAnOfferCannotBePartOfIt() {
        List<CatalogChange> changes = changes();
        deploy(TestConfig.defaults().build(), tool("a", "one"), tool("b", "two"));
        CatalogSnapshot before = published.get();
        Offer bad = new Offer(
                "b", List.of(SchemaCheckTest.descriptor("b", "bad", "{\"type\":\"string\"}")), null, null, null);

        assertThatThrownBy(() -> offer(bad)).hasMessageContaining("\"bad\"").hasMessageContaining("\"b\"");
        assertThatThrownBy(() -> offer(new Offer("b", List.of(tool("b", "one")), null, null, null)))
                .hasMessageContaining("Two tools")
                .hasMessageContaining("\"a\"");

        assertThat(published.get()).isSameAs(before);
        await().untilAsserted(() -> assertThat(changes).hasSize(1));
        offer(new Offer("c", List.of(tool("c", "three")), null, null, null));
        assertThat(published.get().tools()).extracting(ToolEntry::name).containsExactly("one", "two", "three");
    }

    @Test
    void refusesTwoPromptsResourcesOrTemplatesOfOneName() {
        deploy(TestConfig.defaults().build(), tool("a", "one"));
        RawJson any = RawJson.of("{}");
        List<PromptDescriptor> prompts = List.of(new PromptDescriptor("a", "p", any, Set.of(), Set.of()));
        List<ResourceDescriptor> resources = List.of(new ResourceDescriptor("a", "x:y", any, Set.of()));
        List<TemplateDescriptor> templates =
                List.of(new TemplateDescriptor("a", UriTemplate.of("x:{y}"), any, Set.of()));
        offer(new Offer("a", List.of(), prompts, resources, templates));

        assertThatThrownBy(() -> offer(new Offer("b", List.of(), prompts, null, null)))
                .hasMessageContaining("Two prompts are called \"p\"");
        assertThatThrownBy(() -> offer(new Offer("b", List.of(), null, resources, null)))
                .hasMessageContaining("Two resources are called \"x:y\"");
        assertThatThrownBy(() -> offer(new Offer("b", List.of(), null, null, templates)))
                .hasMessageContaining("Two resource templates are called \"x:{y}\"");
        assertThat(Objects.requireNonNull(published.get().prompt("p")).timeout())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void publishesNothingWhenNothingDiffers() {
        List<CatalogChange> changes = changes();
        deploy(TestConfig.defaults().build(), tool("a", "one"));
        CatalogSnapshot before = published.get();

        offer(new Offer("a", List.of(tool("a", "one")), null, null, null));

        assertThat(published.get()).isSameAs(before);
        await().untilAsserted(() -> assertThat(changes).hasSize(1));
    }

    @Test
    void takesTheLastOfManyOffersThatWait() {
        deploy(TestConfig.defaults().build(), tool("a", "one"));
        List<Future<Object>> replies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            replies.add(send(new Offer("a", List.of(tool("a", "tool" + i)), null, null, null)));
        }

        Future.all(replies).timeout(30, TimeUnit.SECONDS).await();

        assertThat(published.get().tools()).extracting(ToolEntry::name).containsExactly("tool49");
        assertThat(published.get().version()).isLessThan(50);
    }

    @Test
    void repliesToWhatIsNoOffer() {
        deploy(TestConfig.defaults().build());

        assertThatThrownBy(() -> send("hello").timeout(30, TimeUnit.SECONDS).await())
                .hasMessage("not an offer");
    }

    private List<CatalogChange> changes() {
        List<CatalogChange> changes = new CopyOnWriteArrayList<>();
        vertx.eventBus()
                .<CatalogChange>localConsumer(Addresses.CATALOG_CHANGED, message -> changes.add(message.body()))
                .completion()
                .await();
        return changes;
    }

    private void offer(Offer offer) {
        send(offer).timeout(30, TimeUnit.SECONDS).await();
    }

    private Future<Object> send(Object body) {
        return vertx.eventBus().request(Addresses.CATALOG, body).map(Message::body);
    }

    private CatalogVerticle deploy(SluiceConfig config, ToolDescriptor... tools) {
        Map<String, List<ToolDescriptor>> byProvider = Stream.of(tools)
                .collect(Collectors.groupingBy(ToolDescriptor::provider, LinkedHashMap::new, Collectors.toList()));
        List<Offer> offers = new ArrayList<>();
        byProvider.forEach((provider, offered) -> offers.add(new Offer(provider, offered, null, null, null)));
        CatalogVerticle verticle = new CatalogVerticle(offers, config, published);
        vertx.deployVerticle(verticle).timeout(30, TimeUnit.SECONDS).await();
        return verticle;
    }

    private ToolEntry entry(String name) {
        return Objects.requireNonNull(published.get().tool(name));
    }

    private static ToolDescriptor tool(String provider, String name) {
        return SchemaCheckTest.descriptor(provider, name, ANY);
    }
}
