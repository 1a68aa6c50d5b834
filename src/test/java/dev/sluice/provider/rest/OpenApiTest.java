package dev.sluice.provider.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Outcome;
import dev.sluice.config.Secret;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.Rig;
import dev.sluice.provider.TestConfig;
import dev.sluice.provider.outbound.Services;
import dev.sluice.provider.rest.Endpoints.One;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAPI documents as tools. */
@Tag("R-304")
class OpenApiTest {
    private static final String OLD = "openapi/shop-3.0.yaml";
    private static final String NEW = "openapi/shop-3.1.json";

    private final FakeService service = new FakeService();

    @AfterEach
    void ends() {
        service.close();
    }

    @Test
    void makesToolsOfOperationsAndSaysWhichItCannot() {
        OpenApiReader.Read read = read(OLD, Endpoints.at(service.url()).rename(Map.of("GET /pets/{pet-id}", "pet")));

        assertThat(read.operations().stream().map(Operation::name))
                .containsExactly("listPets", "create_pet", "pet", "secretThing");
        assertThat(read.leftOut())
                .containsExactly(
                        "PUT /pets/{pet-id}: its body is not JSON",
                        "PATCH /pets/{pet-id}: the reference #/components/parameters/Missing leads nowhere",
                        "GET /away: the reference http://169.254.169.254/schema.json leads out of the document");
    }

    @Test
    void doesNotMultiplyALargePartThatEveryOperationRefersTo() {
        StringBuilder paths = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            paths.append(i == 0 ? "" : ",")
                    .append("\"/p")
                    .append(i)
                    .append("\":{\"post\":{\"requestBody\":{\"content\":{\"application/json\":{\"schema\":")
                    .append(
                            i < 100
                                    ? "{\"$ref\":\"#/components/schemas/Large\"}"
                                    : "{\"$ref\":\"#/components/schemas/Medium\"}")
                    .append("}}}}}");
        }
        JsonNode document = RawJson.of("{\"openapi\":\"3.1.0\",\"paths\":{" + paths + "},\"components\":{\"schemas\":{"
                        + "\"Large\":{\"enum\":[\"" + "x".repeat(1_000_000) + "\"]},"
                        + "\"Medium\":{\"enum\":[\"" + "x".repeat(200_000) + "\"]}}}}")
                .tree();

        OpenApiReader.Read read =
                OpenApiReader.read("shop", Endpoints.at(service.url()).built(), document);

        assertThat(read.operations()).hasSize(100);
        assertThat(read.leftOut()).hasSize(100).first().asString().isEqualTo("POST /p0: its description is too large");
    }

    @Test
    void offersWhatTheConfigurationIncludesUnderTheNamesThatItGives() {
        Endpoints endpoints = Endpoints.at(service.url())
                .rename(Map.of("listPets", "pets"))
                .service(Services.offering(List.of("pets", "get*", "secret*"), List.of("secret*")));

        assertThat(read(OLD, endpoints).operations().stream().map(Operation::name))
                .containsExactly("pets", "get_pets_pet-id");
    }

    @Test
    void describesArgumentsByTheirNamesAndTheBodyAsBody() {
        JsonNode create = definition(OLD, "create_pet");

        assertThat(create.path("inputSchema"))
                .isEqualTo(tree("{'type':'object','properties':{'dry':{'type':'boolean'},'body':{'type':'object',"
                        + "'required':['name','secret'],'properties':{'name':{'type':['string','null'],'enum':['a','b',null]},"
                        + "'secret':{'type':'string','writeOnly':true},'owner':{'anyOf':[{'allOf':[{'type':'object','properties':"
                        + "{'email':{'type':'string'}}}]},{'type':'null'}]},'broken':{}},"
                        + "'description':'The pet to create'}},'required':['body'],'additionalProperties':false}"));
        assertThat(create.path("outputSchema").path("properties").properties().stream()
                        .map(Map.Entry::getKey))
                .containsExactly("id", "name", "owner", "broken");
        assertThat(create.path("outputSchema").path("required")).isEqualTo(tree("['id','name']"));
        assertThat(create.path("annotations").path("readOnlyHint").asBoolean()).isFalse();
        assertThat(create.toString()).doesNotContain("x-mcp-header");
    }

    @Test
    void saysInJsonSchemaWhatOpenApiSaidInItsOwnWords() {
        JsonNode list = definition(OLD, "listPets");

        assertThat(list.path("title").asText()).isEqualTo("List pets");
        assertThat(list.path("description").asText()).isEqualTo("List pets\n\nAll pets, page by page.");
        assertThat(list.path("inputSchema").path("properties").path("limit"))
                .isEqualTo(tree(
                        "{'type':'integer','exclusiveMinimum':0,'examples':[10],'description':'How many at most'}"));
        assertThat(list.path("inputSchema").path("properties").has("Authorization"))
                .isFalse();
        assertThat(list.path("inputSchema").path("properties").has("session")).isFalse();
        assertThat(list.has("outputSchema")).isFalse();
    }

    @Test
    void keepsReferencesThatLeadInCirclesAsDefinitions() {
        JsonNode pet = definition(OLD, "get_pets_pet-id");

        assertThat(pet.path("outputSchema"))
                .isEqualTo(tree("{'type':'object','properties':{'value':{'type':'string'},'children':{'type':'array',"
                        + "'items':{'$ref':'#/$defs/Node'}}},'$defs':{'Node':{'type':'object','properties':{'value':"
                        + "{'type':'string'},'children':{'type':'array','items':{'$ref':'#/$defs/Node'}}}}}}"));
        assertThat(pet.path("inputSchema").path("properties"))
                .isEqualTo(tree("{'pet-id':{'type':['string','null']},'pet-id_query':{'type':'string'}}"));
    }

    @Test
    void readsVersion31AsTheJsonSchemaThatItIs() {
        JsonNode orders = definition(NEW, "orders");

        assertThat(orders.path("inputSchema").path("properties"))
                .isEqualTo(tree("{'ids':{'type':'array','items':{'type':'integer'}},'where':{'type':'object'},"
                        + "'body_query':{'type':['string','null'],'const':null},'body':true}"));
        assertThat(orders.path("outputSchema"))
                .isEqualTo(tree("{'allOf':[{'type':'object','properties':{'total':{'type':'number','description':"
                        + "'What it costs','examples':[1.5]}},'required':['total']},{'properties':{'n':"
                        + "{'exclusiveMinimum':3}}}],'type':'object'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "listPets;{\"limit\":5,\"tag\":[\"a\",\"b&c\"]};GET /v2/pets?limit=5&tag=a&tag=b%26c",
                "listPets;{\"colours\":[\"a,b\",\"c\"],\"sizes\":[1,2]};GET /v2/pets?colours=a%2Cb,c&sizes=1%7C2",
                "listPets;{\"range\":{\"from\":1,\"to\":2}};GET /v2/pets?range%5Bfrom%5D=1&range%5Bto%5D=2",
                "listPets;{\"filter\":{\"a\":1.0}};GET /v2/pets?filter=%7B%22a%22%3A1.0%7D",
                "listPets;{\"dry\":true};GET /v2/pets?dry=true",
                "get_pets_pet-id;{\"pet-id\":\"a/b\",\"pet-id_query\":\"c\"};GET /v2/pets/a%2Fb?pet-id=c"
            })
    void sendsParametersAsTheirStyleWantsIt(String tool, String arguments, String line) throws IOException {
        service.answers(200, "application/json", "{}");
        try (Rig rig = rig(Endpoints.at(service.url()), OLD)) {
            rig.run(rig.call(tool, arguments, Rig.user("alice"), Duration.ofSeconds(10)));
        }

        assertThat(service.last().line()).isEqualTo(line);
    }

    @Test
    void sendsHeadersAndBodyButNoHeaderThatTheConfigurationSends() throws IOException {
        Endpoints endpoints = Endpoints.at(service.url() + "/api")
                .service(Services.of(Map.of("x-key", new Secret("k")), Optional.empty()));
        try (Rig rig = rig(endpoints, OLD)) {
            service.answers(200, "application/json", "[]");
            rig.run(rig.call(
                    "listPets", "{\"X-Ids\":[1,2],\"X-Key\":\"mine\"}", Rig.user("alice"), Duration.ofSeconds(10)));
            assertThat(service.last().headers()).containsEntry("x-ids", "1,2").containsEntry("x-key", "k");

            service.answers(201, "application/json", "{\"id\":1.0}");
            Outcome outcome = rig.run(rig.call(
                    "create_pet",
                    "{\"body\":{\"name\":\"a\",\"secret\":\"s\",\"weight\":1.50}}",
                    Rig.user("alice"),
                    Duration.ofSeconds(10)));
            assertThat(service.last().line()).isEqualTo("POST /api/v2/pets");
            assertThat(service.last().body()).isEqualTo("{\"name\":\"a\",\"secret\":\"s\",\"weight\":1.50}");
            assertThat(((Outcome.Completed) outcome).result().toString())
                    .endsWith("\"structuredContent\":{\"id\":1.0}}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.test, '', ''",
        "https://api.test/, /, ''",
        "https://api.test/v1, '', /v1",
        "https://api.test, /v1, /v1",
        "https://api.test/v1, /v1/, /v1",
        "https://api.test/v1, /v1/more, /v1/more",
        "https://api.test/v1, v2, /v1/v2",
        "https://api.test/a/v1, /v1, /a/v1",
        "https://api.test/a, https://api.test/a/b, /a/b",
        "https://api.test/a, https://API.test:443/a/b, /a/b",
        "https://api.test/a, https://evil.test/b, /a",
        "https://api.test/a, //evil.test/b, /a",
        "https://api.test/a, https://api.test:8443/b, /a",
        "https://api.test/a, /../b, /a",
        "https://api.test/a, /b?x=1, /a/b",
        "https://api.test/a, ':// no', /a",
        "https://api.test/a, /{v}/x, /a/v3/x"
    })
    @Tag("R-407")
    void aDocumentLeadsOnlyFurtherDownTheConfiguredServer(String url, String server, String path) {
        JsonNode root = tree("{'servers':[{'url':'" + server + "','variables':{'v':{'default':'v3'}}}]}");

        assertThat(ServerPath.of(java.net.URI.create(url), root)).isEqualTo(path);
    }

    @Test
    void fetchesTheDocumentOfAServiceAgainAndKeepsTheLastGoodOne() throws IOException {
        String old = text(OLD);
        service.answers(200, "application/yaml", old);
        Endpoints endpoints =
                Endpoints.at(service.url() + "/api").openapi("/openapi.yaml").with("own", One.get("/x"));
        try (Rig rig =
                Rig.of(TestConfig.defaults(), new RestBackend("service", endpoints.built(), Duration.ofMillis(50)))) {
            assertThat(names(rig)).containsExactly("own", "listPets", "create_pet", "get_pets_pet-id", "secretThing");
            assertThat(service.asked.getFirst().line()).isEqualTo("GET /api/openapi.yaml");

            service.answers(500, "text/plain", "");
            int before = service.asked.size();
            Awaitility.await().until(() -> service.asked.size() > before + 1);
            assertThat(names(rig)).hasSize(5);

            service.answers(200, "application/json", Buffer.buffer(text(NEW)));
            Awaitility.await().untilAsserted(() -> assertThat(names(rig)).containsExactly("own", "orders"));
        }
    }

    @Test
    void startsWithoutADocumentThatCannotBeHadAndGetsItLater() throws IOException {
        service.answers(404, "text/plain", "");
        Endpoints endpoints =
                Endpoints.at(service.url()).openapi("/openapi.json").with("own", One.get("/x"));
        RestBackend backend = new RestBackend("service", endpoints.built(), Duration.ofMillis(50));
        try (Rig rig = Rig.of(TestConfig.defaults(), backend)) {
            assertThat(names(rig)).containsExactly("own");
            assertThat(backend.status())
                    .containsEntry("lastFailure", "OpenAPI document: the service answered with status 404");

            service.answers(200, "application/json", text(NEW));

            Awaitility.await().untilAsserted(() -> assertThat(names(rig)).containsExactly("own", "orders"));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(backend.status())
                            .doesNotContainKey("lastFailure")
                            .containsEntry("tools", 2));
        }
    }

    @Test
    void refusesToStartWithoutTheFileThatTheConfigurationNames() {
        Endpoints endpoints = Endpoints.at(service.url()).openapi("no-such-file.yaml");

        assertThatThrownBy(() -> Rig.of(TestConfig.defaults(), new RestBackend("service", endpoints.built())))
                .hasMessageContaining("rest.service.openapi: the file no-such-file.yaml cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"swagger: '2.0'", "openapi: 3.0.0", "{\"openapi\":\"3.0.0\"", "a: [", "a: &a [*a]", "- 1", ""})
    void refusesWhatIsNoSuchDocument(String text) {
        assertThatThrownBy(() -> OpenApiReader.read(
                        "service",
                        Endpoints.at(service.url()).built(),
                        DocumentText.parse(text.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(RestSetupException.class);
    }

    @Test
    void refusesADocumentWhoseAliasesMultiply() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [" + "1,".repeat(9) + "1]\n");
        for (int i = 1; i < 8; i++) {
            String alias = "*a" + (i - 1);
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", java.util.Collections.nCopies(10, alias))));
        }

        assertThatThrownBy(() -> DocumentText.parse(yaml.toString().getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RestSetupException.class);
    }

    @Test
    void keepsReferencesWhereSchemasWouldGrowBeyondTheBound() {
        StringBuilder schemas = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            String next = "{'$ref':'#/components/schemas/S" + (i + 1) + "'}";
            schemas.append("'S")
                    .append(i)
                    .append("':{'type':'object','properties':{'a':")
                    .append(next)
                    .append(",'b':")
                    .append(next)
                    .append("}},");
        }
        JsonNode root = tree("{'openapi':'3.1.0','paths':{'/x':{'post':{'operationId':'x','requestBody':{'content':"
                + "{'application/json':{'schema':{'$ref':'#/components/schemas/S0'}}}},'responses':{}}}},"
                + "'components':{'schemas':{" + schemas + "'S12':{'type':'string'}}}}");

        OpenApiReader.Read read =
                OpenApiReader.read("service", Endpoints.at(service.url()).built(), root);

        JsonNode input = read.operations().getFirst().tool().inputSchema().tree();
        assertThat(read.leftOut()).isEmpty();
        assertThat(input.path("$defs").size()).isEqualTo(13);
        assertThat(input.toString().length()).isLessThan(3_000);
    }

    private JsonNode definition(String document, String tool) {
        return read(document, Endpoints.at(service.url())).operations().stream()
                .filter(operation -> operation.name().equals(tool))
                .findFirst()
                .orElseThrow()
                .tool()
                .definition()
                .tree();
    }

    private static OpenApiReader.Read read(String document, Endpoints endpoints) {
        return OpenApiReader.read(
                "service", endpoints.built(), DocumentText.parse(text(document).getBytes(StandardCharsets.UTF_8)));
    }

    private static Rig rig(Endpoints endpoints, String document) throws IOException {
        Path file = Path.of("src", "test", "resources").resolve(document);
        return Rig.of(
                TestConfig.defaults(),
                new RestBackend("service", endpoints.openapi(file.toString()).built()));
    }

    private static List<String> names(Rig rig) {
        return rig.catalog.get().tools().stream().map(tool -> tool.name()).toList();
    }

    private static JsonNode tree(String json) {
        return RawJson.of(json.replace('\'', '"')).tree();
    }

    private static String text(String resource) {
        try (InputStream in = OpenApiTest.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
