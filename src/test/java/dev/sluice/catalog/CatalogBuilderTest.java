package dev.sluice.catalog;

import static dev.sluice.catalog.Offers.federation;
import static dev.sluice.catalog.Offers.offer;
import static dev.sluice.catalog.Offers.server;
import static dev.sluice.catalog.Offers.service;
import static dev.sluice.catalog.Offers.tool;
import static dev.sluice.catalog.Offers.tools;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Principal;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.SearchTools;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.PinMode;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import dev.sluice.config.VirtualServerConfig;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import dev.sluice.provider.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-301")
class CatalogBuilderTest {
    private static final Built NOTHING = Built.nothing(Map.of());
    private static final Path PINS = Path.of("target", "no-pins.json");

    private final Map<String, ServiceConfig> services = new LinkedHashMap<>();
    private final Map<String, VirtualServerConfig> servers = new LinkedHashMap<>();
    private Map<String, ToolConfig> rules = Map.of();

    @Test
    void putsThePrefixOfAServiceBeforeItsNamesAndNothingElse() {
        services.put("hub", service("hub__"));
        String definition =
                "{ \"x\" : 1.50, \"name\"  :\"dig\",\"description\":\"D\\u00e9\", \"inputSchema\":{\"type\":\"object\"},"
                        + "\"y\":null }";

        ToolEntry dug = entry(build(offer("hub", tool("hub", "dig", definition))), "hub__dig");

        assertThat(dug.definition()).hasToString(definition.replace("\"dig\"", "\"hub__dig\""));
        assertThat(dug.localName()).isEqualTo("dig");
        assertThat(dug.ruleName()).isEqualTo("hub__dig");
        assertThat(dug.timeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void prefixesPromptsAsWell() {
        services.put("hub", service("hub__"));

        Built built = build(new Offer("hub", List.of(), List.of(Offers.prompt("hub", "greet")), null, null));

        PromptEntry prompt = Objects.requireNonNull(usual(built).prompt("hub__greet"));
        assertThat(prompt.localName()).isEqualTo("greet");
        assertThat(prompt.definition()).hasToString("{\"name\":\"hub__greet\"}");
    }

    @Test
    void endsNamesThatAreTooLongWithTheSameHashEveryTime() {
        services.put("hub", service("hub__"));
        String one = "a".repeat(80) + "1";
        String two = "a".repeat(80) + "2";

        List<String> names = names(build(tools("hub", one, two)));

        assertThat(names).hasSize(2).doesNotHaveDuplicates().allMatch(name -> name.length() == 64);
        assertThat(names(build(tools("hub", one, two)))).isEqualTo(names);
        assertThat(usual(build(tools("hub", one))).tools().getFirst().localName())
                .isEqualTo(one);
    }

    @Test
    void withholdsNamesThatClientsWouldNotAccept() {
        services.put("hub", service(""));

        Built built = build(tools("hub", "good/name-1.x_y", "with space", "ünï"));

        assertThat(names(built)).containsExactly("good/name-1.x_y");
        assertThat(built.withheld()).extracting(Withheld::reason).containsExactly(Reason.NAME, Reason.NAME);
        assertThat(built.warnings()).anyMatch(warning -> warning.contains("\"with space\""));
    }

    @Test
    void givesEveryToolADescriptionAndAnInputSchemaOfAnObject() {
        services.put("hub", service(""));

        Built built = build(offer(
                "hub",
                tool("hub", "bare", "{\"name\":\"bare\"}"),
                tool("hub", "titled", "{\"name\":\"titled\",\"title\":\"A title\",\"inputSchema\":{}}")));

        assertThat(entry(built, "bare").definition())
                .hasToString("{\"name\":\"bare\",\"inputSchema\":{\"type\":\"object\"},\"description\":\"bare\"}");
        assertThat(entry(built, "titled").definition())
                .hasToString("{\"name\":\"titled\",\"title\":\"A title\",\"inputSchema\":{\"type\":\"object\"},"
                        + "\"description\":\"A title\"}");
        assertThat(entry(built, "bare").check().violation(RawJson.of("{}"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"bad\",\"inputSchema\":{\"type\":\"array\"}}",
                "{\"name\":\"bad\",\"inputSchema\":7}",
                "{\"name\":\"bad\",\"inputSchema\":{\"type\":\"object\",\"$ref\":\"http://elsewhere/x\"}}",
                "{\"name\":\"bad\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"pattern\":\"(\"}}}}",
                "[]"
            })
    void withholdsOnlyTheToolWhoseDefinitionCannotBeUsed(String definition) {
        services.put("hub", service("hub__"));

        Built built = build(offer("hub", tool("hub", "good"), tool("hub", "bad", definition)));

        assertThat(names(built)).containsExactly("hub__good");
        assertThat(built.withheld()).extracting(Withheld::reason).containsExactly(Reason.DEFINITION);
    }

    @Test
    @Tag("R-103")
    void wantsARoleOfTheServiceAndOneOfTheTool() {
        services.put("hub", service("", Set.of("staff"), List.of(), List.of(), PinMode.OFF));
        String definition = "{\"name\":\"dig\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}";

        Set<String> roles = entry(build(offer("hub", tool("hub", "dig", definition, Set.of("digger")))), "dig")
                .roles();

        assertThat(somebody("staff", "digger").hasAnyOf(roles)).isTrue();
        assertThat(somebody("staff").hasAnyOf(roles)).isFalse();
        assertThat(somebody("digger").hasAnyOf(roles)).isFalse();
        assertThat(somebody().hasAnyOf(roles)).isFalse();
    }

    @Test
    void findsTheRulesOfAToolByItsPublicName() {
        services.put("hub", service("hub__", Set.of("staff"), List.of(), List.of(), PinMode.OFF));
        rules = Map.of(
                "hub__dig",
                new ToolConfig(
                        Optional.of(Set.of("admin")),
                        Optional.of(Duration.ofSeconds(2)),
                        Optional.empty(),
                        Optional.empty()));

        ToolEntry dig = entry(build(tools("hub", "dig")), "hub__dig");

        assertThat(dig.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(somebody("admin").hasAnyOf(dig.roles())).isFalse();
        assertThat(somebody("admin", "staff").hasAnyOf(dig.roles())).isTrue();
    }

    @Test
    void offersWhatIsIncludedAndNotExcluded() {
        services.put("hub", service("", Set.of(), List.of("get_*", "put_*"), List.of("*_secret*"), PinMode.OFF));

        assertThat(names(build(tools("hub", "get_a", "get_secrets", "put_b", "drop", "xget_c"))))
                .containsExactly("get_a", "put_b");
    }

    @Test
    void listsPluginsFirstAndServicesInTheOrderOfTheFileWhoeverCameFirst() {
        services.put("beta", service("b_"));
        services.put("alpha", service("a_"));

        Built built = build(tools("alpha", "z", "y"), tools("plugin", "p"), tools("beta", "x"));

        assertThat(names(built)).containsExactly("p", "b_x", "a_z", "a_y");
    }

    @Test
    void withholdsTheLaterOfTwoOfOneNameAndKeepsTheRest() {
        services.put("one", service(""));
        services.put("two", service(""));

        Built built = build(
                new Offer(
                        "two",
                        List.of(tool("two", "same"), tool("two", "own")),
                        List.of(Offers.prompt("two", "p")),
                        List.of(Offers.resource("two", "x:1"), Offers.resource("two", "x:2")),
                        List.of(Offers.template("two", "x:{a}"))),
                new Offer(
                        "one",
                        List.of(tool("one", "same")),
                        List.of(Offers.prompt("one", "p")),
                        List.of(Offers.resource("one", "x:1")),
                        List.of(Offers.template("one", "x:{a}"))),
                tools("plugin", "own"));

        assertThat(usual(built).tools())
                .extracting(tool -> tool.provider() + ' ' + tool.name())
                .containsExactly("plugin own", "one same");
        assertThat(usual(built).prompts()).extracting(PromptEntry::provider).containsExactly("one");
        assertThat(usual(built).resources())
                .extracting(resource -> resource.provider() + ' ' + resource.uri())
                .containsExactly("one x:1", "two x:2");
        assertThat(usual(built).templates()).hasSize(1);
        assertThat(built.withheld()).hasSize(5).extracting(Withheld::reason).containsOnly(Reason.COLLISION);
        assertThat(built.warnings())
                .anyMatch(warning ->
                        warning.contains("\"same\"") && warning.contains("\"one\"") && warning.contains("\"two\""));
    }

    @Test
    @Tag("R-307")
    void tellsOfAUriThatAnEarlierServiceHasWhoHasItAndGivesNoAdviceThatDoesNotHelp() {
        services.put("one", service("one_"));
        services.put("two", service("two_"));

        Built built = build(resources("two", "x:1"), resources("one", "x:1"));

        assertThat(Objects.requireNonNull(usual(built).resource("x:1")).provider())
                .isEqualTo("one");
        assertThat(built.warnings())
                .containsExactly(
                        "Two resources are called \"x:1\": one of provider \"one\" and one of provider \"two\"."
                                + " The latter is withheld; the service that stands first in the configuration has the URI.");
        assertThat(built.overlaps()).isZero();
    }

    @Test
    @Tag("R-307")
    void tellsOfUrisThatFitMoreThanOneServiceAndWhoIsReadThen() {
        services.put("one", service("one_"));
        services.put("two", service("two_"));
        services.put("three", service("three_"));

        Built built = build(
                resources("three", "y:1", "x:2"),
                new Offer("two", List.of(), null, null, List.of(Offers.template("two", "x:a{b}"))),
                new Offer("one", List.of(), null, null, List.of(Offers.template("one", "x:{a}"))));

        assertThat(Objects.requireNonNull(usual(built).resource("x:2")).provider())
                .isEqualTo("three");
        assertThat(Objects.requireNonNull(usual(built).resource("x:ab")).provider())
                .isEqualTo("one");
        assertThat(built.warnings())
                .containsExactly(
                        "The resource \"x:2\" of \"three\" fits the template \"x:{a}\" of \"one\" as well; it is read from"
                                + " \"three\", which lists it.",
                        "The templates \"x:{a}\" of \"one\" and \"x:a{b}\" of \"two\" fit the same URIs; those are read"
                                + " from \"one\", which comes first.");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new CatalogTrail(meters, ignored -> true, Instant::now).tell(NOTHING, built, Pins.NONE);
        assertThat(meters.get("mcp.catalog.overlaps").gauge().value()).isEqualTo(2);
        assertThat(built.withheld()).isEmpty();
    }

    @Test
    void looksForOverlapsUpToABoundAndSaysWhenThatWasReached() {
        Stock stock = new Stock();
        for (String provider : List.of("one", "two")) {
            for (int i = 0; i < 10; i++) {
                stock.templates.add(new TemplateEntry(
                        UriTemplate.of(provider + i + ":{a}"),
                        provider,
                        RawJson.EMPTY_OBJECT,
                        Set.of(),
                        Duration.ofSeconds(1)));
            }
        }

        assertThat(Overlaps.in(stock, 99))
                .containsExactly("There are too many resources and templates to look for all that overlap.");
        assertThat(Overlaps.in(stock, 100)).isEmpty();
    }

    private static Offer resources(String provider, String... uris) {
        return new Offer(
                provider,
                List.of(),
                null,
                Stream.of(uris).map(uri -> Offers.resource(provider, uri)).toList(),
                null);
    }

    @Test
    void refusesACatalogueInWhichTwoPluginsCollide() {
        assertThatThrownBy(() -> build(tools("a", "same"), tools("b", "same"))).isInstanceOf(CatalogException.class);
    }

    @Test
    @Tag("R-306")
    void showsAtEachEndpointWhatItSelectsUnderItsOwnPrefixes() {
        services.put("hub", service("hub__"));
        services.put("wiki", service("wiki__"));
        servers.put("support", Offers.prefixed(server("hub__*"), Map.of("hub", "h_")));
        servers.put("none", server());

        Built built = build(tools("hub", "dig", "fill"), tools("wiki", "read"));

        assertThat(names(built)).containsExactly("hub__dig", "hub__fill", "wiki__read");
        CatalogSnapshot support = at(built, "support");
        assertThat(support.tools()).extracting(ToolEntry::name).containsExactly("h_dig", "h_fill");
        assertThat(support.tools()).extracting(ToolEntry::ruleName).containsExactly("hub__dig", "hub__fill");
        assertThat(support.tools().getFirst().definition().toString()).contains("\"name\":\"h_dig\"");
        assertThat(at(built, "none").tools()).isEmpty();
        assertThat(List.of(
                        usual(built).version(),
                        support.version(),
                        at(built, "none").version()))
                .doesNotHaveDuplicates();
    }

    @Test
    @Tag("R-306")
    void withholdsAtAnEndpointWhatItsPrefixesMakeCollide() {
        services.put("one", service("one_"));
        services.put("two", service("two_"));
        servers.put("flat", Offers.prefixed(server("*"), Map.of("one", "", "two", "")));

        Built built = build(tools("one", "same"), tools("two", "same", "own"));

        assertThat(at(built, "flat").tools()).extracting(ToolEntry::provider).containsExactly("one", "two");
        assertThat(names(built)).hasSize(3);
        assertThat(built.warnings()).anyMatch(warning -> warning.contains("\"flat\""));
    }

    @Test
    @Tag("R-309")
    void listsSearchingFirstAndOnlyWhatIsToBeListedWhereToolsAreSearched() {
        services.put("hub", service("hub__"));
        servers.put("big", Offers.searched("hub__dig"));

        Built built =
                build(tools("hub", "dig", "fill"), tools(SearchTools.PROVIDER, SearchTools.FIND, SearchTools.CALL));

        CatalogSnapshot big = at(built, "big");
        assertThat(big.tools())
                .extracting(ToolEntry::name)
                .containsExactly("find_tools", "call_tool", "hub__dig", "hub__fill");
        assertThat(big.tools().stream().filter(big::lists))
                .extracting(ToolEntry::name)
                .containsExactly("find_tools", "call_tool", "hub__dig");
        assertThat(names(built)).containsExactly("hub__dig", "hub__fill");
    }

    @Test
    void knowsWhetherEveryServiceHasBeenHeardOf() {
        services.put("hub", service("hub__"));
        services.put("wiki", service("wiki__"));

        assertThat(usual(build(tools("hub", "dig"), tools("wiki"))).isWhole()).isFalse();
        assertThat(usual(build(tools("hub", "dig"), tools("wiki", "read"))).isWhole())
                .isTrue();
    }

    @Test
    void keepsWhatDidNotChangeOfFiveThousandTools() {
        services.put("hub", service("hub__"));
        servers.put("small", server("hub__tool1*"));
        List<ToolDescriptor> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(tool(
                    "hub",
                    "tool" + i,
                    "{\"name\":\"tool" + i + "\",\"description\":\"Number " + i
                            + "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},"
                            + "\"b\":{\"type\":\"integer\",\"minimum\":0}},\"required\":[\"a\"]}}"));
        }
        CatalogBuilder builder = new CatalogBuilder(config(), names());
        Built first = builder.build(NOTHING, List.of(new Offer("hub", many, null, null, null)), Pins.NONE);
        many.set(77, tool("hub", "tool77"));

        Built second = builder.build(first, List.of(new Offer("hub", many, null, null, null)), Pins.NONE);

        assertThat(entry(second, "hub__tool78")).isSameAs(entry(first, "hub__tool78"));
        assertThat(entry(second, "hub__tool77").check())
                .isNotSameAs(entry(first, "hub__tool77").check());
        assertThat(at(second, "small")).isSameAs(at(first, "small"));
    }

    private Built build(Offer... offers) {
        return new CatalogBuilder(config(), names()).build(NOTHING, List.of(offers), Pins.NONE);
    }

    private SluiceConfig config() {
        return TestConfig.defaults().tools(rules).build().with(federation(services, servers, PINS), Map.of());
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(Set.of("default"));
        names.addAll(servers.keySet());
        return names;
    }

    private static List<String> names(Built built) {
        return usual(built).tools().stream().map(ToolEntry::name).toList();
    }

    private static CatalogSnapshot usual(Built built) {
        return at(built, "default");
    }

    private static CatalogSnapshot at(Built built, String server) {
        return Objects.requireNonNull(built.snapshots().get(server));
    }

    private static ToolEntry entry(Built built, String name) {
        return Objects.requireNonNull(usual(built).tool(name));
    }

    private static Principal somebody(String... roles) {
        return new Principal("i", "s", Set.of(roles), Set.of(), Map.of(), Instant.MAX);
    }
}
