package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.ResourceUpdated;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.UriTemplate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("R-206")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SkillTest {
    private static final String PDF = "skill://pdf/SKILL.md";
    private static final String FORMS = "skill://pdf/references/FORMS.md";

    private final EdgeHarness gateway = new EdgeHarness();
    private long version = 10;

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.stubs.tools.clear();
        gateway.stubs.calls.clear();
        gateway.audit.clear();
        skill(PDF, "pdf");
        text(FORMS, "forms");
        publish(resource(PDF), resource(FORMS));
    }

    @Test
    void declaresTheExtensionWhenThereAreSkills() {
        var with = gateway.ask().modern("server/discover", "");
        publish(resource("skill://pdf/readme.md"));
        var without = gateway.ask().modern("server/discover", "");

        assertThat(with.result()
                        .path("capabilities")
                        .path("extensions")
                        .path("io.modelcontextprotocol/skills")
                        .toString())
                .isEqualTo("{\"directoryRead\":true}");
        assertThat(without.result().path("capabilities").has("extensions")).isFalse();
        assertThat(gateway.ask().modern("skills/list", "").status()).isEqualTo(404);
    }

    @Test
    void listsSkillsWithTheirFrontmatterAndTheDigestsOfAllFiles() throws Exception {
        JsonNode result = list();

        JsonNode skill = result.path("skills").path(0);
        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        assertThat(result.path("ttlMs").asInt()).isPositive();
        assertThat(result.path("cacheScope").asText()).isEqualTo("private");
        assertThat(result.has("nextCursor")).isFalse();
        assertThat(skill.path("uri").asText()).isEqualTo(PDF);
        assertThat(skill.path("frontmatter")).hasToString("{\"name\":\"pdf\",\"description\":\"What it is for\"}");
        assertThat(skill.path("resources").findValuesAsText("uri")).containsExactly(PDF, FORMS);
        assertThat(skill.path("resources").path(1).path("digest").asText()).isEqualTo("sha256:" + sha256("forms"));
        assertThat(skill.path("resources").path(1).path("size").asInt()).isEqualTo(5);
    }

    @Test
    void digestsTheBytesOfFilesThatAreNoText() throws Exception {
        String uri = "skill://pdf/image.png";
        String blob = Base64.getEncoder().encodeToString("bytes".getBytes(StandardCharsets.UTF_8));
        answer(uri, "{\"contents\":[{\"uri\":\"" + uri + "\",\"blob\":\"" + blob + "\"}]}");
        publish(resource(PDF), resource(uri));

        JsonNode file = list().path("skills").path(0).path("resources").path(1);

        assertThat(file.path("digest").asText()).isEqualTo("sha256:" + sha256("bytes"));
        assertThat(file.path("size").asInt()).isEqualTo(5);
    }

    @Test
    void getsTheSameEntryByItsUri() {
        JsonNode got = get(PDF).result();

        assertThat(got.path("skill")).isEqualTo(list().path("skills").path(0));
        assertThat(got.path("ttlMs").asInt()).isPositive();
        assertThat(got.has("nextCursor")).isFalse();
    }

    @Test
    void knowsNoSkillWhereThereIsNone() {
        for (String uri : List.of("skill://other/SKILL.md", FORMS, "skill://pdf")) {
            var reply = get(uri);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
            assertThat(reply.error().path("data").path("uri").asText()).isEqualTo(uri);
        }
    }

    @Test
    void readsEachFileOnceForEverybody() {
        IntStream.range(0, 3).forEach(ignored -> list());
        get(PDF);

        assertThat(gateway.stubs.calls).extracting(call -> call.target().name()).containsExactly(PDF, FORMS);
        assertThat(gateway.stubs.calls)
                .extracting(call -> call.principal().subject())
                .containsOnly("alice");
        assertThat(gateway.stubs.calls.stream().map(call -> call.id()).distinct())
                .hasSize(2);
    }

    @Test
    void waitsForWhatIsBeingReadInsteadOfReadingItAgain() {
        Promise<Outcome> slow = Promise.promise();
        gateway.stubs.tools.put(FORMS, call -> slow.future());
        Future<Reply> first = asking();
        Future<Reply> second = asking();
        await().untilAsserted(() -> assertThat(gateway.stubs.calls).hasSize(2));

        slow.complete(new Outcome.Completed(contents(FORMS, "late"), false));

        await().until(() -> first.isComplete() && second.isComplete());
        assertThat(first.result().result()).isEqualTo(second.result().result());
        assertThat(gateway.stubs.calls).hasSize(2);
    }

    @Test
    void readsASkillAnewWhenOneOfItsFilesHasChanged() throws Exception {
        list();
        text(FORMS, "other");
        gateway.vertx.eventBus().publish(Addresses.RESOURCE_UPDATED, new ResourceUpdated(FORMS));
        String digest = "sha256:" + sha256("other");

        await().untilAsserted(() -> assertThat(list().path("skills")
                        .path(0)
                        .path("resources")
                        .path(1)
                        .path("digest")
                        .asText())
                .isEqualTo(digest));
    }

    @Test
    @Tag("R-103")
    void showsASkillOnlyToWhoMayReadAllOfIt() {
        publish(resource(PDF), resource(FORMS, Set.of("admin")));

        JsonNode alice = list();
        JsonNode root = gateway.ask().as("root").modern("skills/list", "").result();

        assertThat(alice.path("skills")).isEmpty();
        assertThat(root.path("skills")).hasSize(1);
        assertThat(get(PDF).error().path("code").asInt()).isEqualTo(-32602);
        assertThat(directory("skill://pdf").result().path("resources").findValuesAsText("uri"))
                .containsExactly(PDF);
        assertThat(directory("skill://pdf/references").error().path("code").asInt())
                .isEqualTo(-32602);
    }

    @Test
    void leavesOutWhatIsNoSkillAndSaysWhyWhenAsked() {
        text(PDF, "# No frontmatter");

        JsonNode result = list();

        assertThat(result.path("skills")).isEmpty();
        assertThat(result.path("ttlMs").asInt()).isPositive();
        assertThat(get(PDF).error().path("code").asInt()).isEqualTo(-32602);
        assertThat(get(PDF).error().path("message").asText()).contains("SKILL.md does not begin with YAML");
    }

    @Test
    void leavesOutWhatCannotBeReadNowAndTriesAgainAWhileLater() {
        gateway.stubs.tools.put(
                FORMS, call -> Future.succeededFuture(new Outcome.Refused(Refusal.of(RefusalCode.CIRCUIT_OPEN))));
        JsonNode broken = list();
        var refused = get(PDF);
        text(FORMS, "back");
        JsonNode still = list();
        gateway.now.updateAndGet(now -> now.plusMillis(SkillShelf.RETRY_MILLIS));
        JsonNode mended = list();

        assertThat(broken.path("skills")).isEmpty();
        assertThat(broken.path("ttlMs").asInt()).isZero();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(still.path("skills")).isEmpty();
        assertThat(mended.path("skills")).hasSize(1);
    }

    @Test
    void listsManySkillsInPagesAndEachOnOnePage() {
        List<ResourceEntry> many = new ArrayList<>();
        IntStream.range(0, SkillAdapter.PAGE + 3).forEach(i -> {
            String uri = "skill://team/skill-" + i + "/SKILL.md";
            skill(uri, "skill-" + i);
            many.add(resource(uri));
        });
        publish(many.toArray(ResourceEntry[]::new));

        JsonNode first = list();
        JsonNode second = gateway.ask()
                .modern(
                        "skills/list",
                        "\"cursor\":\"" + first.path("nextCursor").asText() + "\",")
                .result();
        var wrong = gateway.ask().modern("skills/list", "\"cursor\":\"MS4xLjc\",");

        assertThat(first.path("skills")).hasSize(SkillAdapter.PAGE);
        assertThat(second.path("skills")).hasSize(3);
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(wrong.error().path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void holdsTheFilesOfSkillsWithinASkill() {
        String inner = "skill://pdf/inner/SKILL.md";
        skill(inner, "inner");
        publish(resource(PDF), resource(inner));

        JsonNode skills = list().path("skills");

        assertThat(skills.path(0).path("resources").findValuesAsText("uri")).containsExactly(PDF, inner);
        assertThat(skills.path(1).path("resources").findValuesAsText("uri")).containsExactly(inner);
    }

    @Test
    void callsASkillDynamicWhoseFilesNobodyCanCount() {
        gateway.catalog.publish(new CatalogSnapshot(
                ++version,
                new CatalogSnapshot.Contents(
                        List.of(),
                        List.of(),
                        List.of(resource(PDF)),
                        List.of(new TemplateEntry(
                                UriTemplate.of("skill://pdf/{file}"),
                                "stub",
                                RawJson.EMPTY_OBJECT,
                                Set.of(),
                                Duration.ofMinutes(1))),
                        false,
                        true)));

        assertThat(list().path("skills").path(0).path("resources").asText()).isEqualTo("dynamic");
    }

    @Test
    void leavesOutSkillsThatAreTooLarge() {
        List<ResourceEntry> files = new ArrayList<>(List.of(resource(PDF)));
        IntStream.range(0, SkillShelf.MAX_FILES).forEach(i -> files.add(resource("skill://pdf/" + i)));
        publish(files.toArray(ResourceEntry[]::new));

        assertThat(list().path("skills")).isEmpty();
        assertThat(gateway.stubs.calls).isEmpty();
    }

    @Test
    void listsTheDirectChildrenOfADirectory() {
        JsonNode root = directory("skill://pdf").result();
        JsonNode below = directory("skill://pdf/references").result();

        assertThat(root.path("resources").findValuesAsText("uri")).containsExactly(PDF, "skill://pdf/references");
        assertThat(root.path("resources").path(0).path("name").asText()).isEqualTo("SKILL.md");
        assertThat(root.path("resources").path(1).path("name").asText()).isEqualTo("references");
        assertThat(root.path("resources").path(1).path("mimeType").asText()).isEqualTo("inode/directory");
        assertThat(below.path("resources").findValuesAsText("uri")).containsExactly(FORMS);
        assertThat(below.path("resultType").asText()).isEqualTo("complete");
    }

    @Test
    void readsNoDirectoryWhereThereIsNone() {
        for (String uri : List.of(PDF, "skill://pdf/nothing", "skill://", "skill://pd", "file:///etc")) {
            assertThat(directory(uri).error().path("code").asInt()).as(uri).isEqualTo(-32602);
        }
    }

    @Test
    void pagesLargeDirectories() {
        List<ResourceEntry> files = new ArrayList<>();
        IntStream.range(0, Listings.PAGE + 1).forEach(i -> files.add(resource("skill://pdf/" + i)));
        files.add(resource(PDF));
        publish(files.toArray(ResourceEntry[]::new));

        JsonNode first = directory("skill://pdf").result();
        JsonNode second = gateway.ask()
                .modern(
                        "resources/directory/read",
                        "\"uri\":\"skill://pdf\",\"cursor\":\""
                                + first.path("nextCursor").asText() + "\",")
                .result();

        assertThat(first.path("resources")).hasSize(Listings.PAGE);
        assertThat(second.path("resources")).hasSize(2);
    }

    @Test
    @Tag("R-201")
    void servesOldClientsInTheirShape() {
        String session = gateway.session("2025-11-25");
        var handshake = gateway.ask()
                .post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");

        JsonNode listed = legacy(session, "skills/list", "").result();
        JsonNode got = legacy(session, "skills/get", "\"uri\":\"" + PDF + '"').result();
        JsonNode read = legacy(session, "resources/directory/read", "\"uri\":\"skill://pdf\"")
                .result();

        assertThat(handshake.result().path("capabilities").path("extensions").has("io.modelcontextprotocol/skills"))
                .isTrue();
        assertThat(listed.path("skills").path(0)).isEqualTo(got.path("skill"));
        assertThat(listed.has("ttlMs") || listed.has("resultType") || got.has("ttlMs"))
                .isFalse();
        assertThat(read.path("resources")).hasSize(2);
        assertThat(legacy(session, "skills/get", "\"uri\":\"skill://no/SKILL.md\"")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    private Reply legacy(String session, String method, String params) {
        return gateway.ask().header("Mcp-Session-Id", session).legacy(method, params);
    }

    @Test
    @Tag("R-604")
    void recordsTheRequest() {
        list();

        assertThat(gateway.audit).extracting(entry -> entry.method()).containsExactly("skills/list");
    }

    private JsonNode list() {
        return gateway.ask().modern("skills/list", "").result();
    }

    private Future<Reply> asking() {
        return gateway.ask()
                .headers(EdgeHarness.modernHeaders("skills/list"))
                .send(
                        io.vertx.core.http.HttpMethod.POST,
                        io.vertx.core.buffer.Buffer.buffer(Ask.modernBody("skills/list", "")));
    }

    private Reply get(String uri) {
        return gateway.ask().modern("skills/get", "\"uri\":\"" + uri + "\",");
    }

    private Reply directory(String uri) {
        return gateway.ask().modern("resources/directory/read", "\"uri\":\"" + uri + "\",");
    }

    private void skill(String uri, String name) {
        text(uri, "---\nname: " + name + "\ndescription: What it is for\n---\n# Text");
    }

    private void text(String uri, String text) {
        answer(uri, contents(uri, text).toString());
    }

    private void answer(String uri, String result) {
        gateway.stubs.tools.put(uri, call -> Future.succeededFuture(new Outcome.Completed(RawJson.of(result), false)));
    }

    private static RawJson contents(String uri, String text) {
        return RawJson.of("{\"contents\":[{\"uri\":\"" + uri + "\",\"mimeType\":\"text/markdown\",\"text\":"
                + JsonCodec.quote(text) + "}]}");
    }

    private void publish(ResourceEntry... resources) {
        gateway.catalog.publish(new CatalogSnapshot(
                ++version,
                new CatalogSnapshot.Contents(List.of(), List.of(), List.of(resources), List.of(), false, true)));
    }

    private static ResourceEntry resource(String uri) {
        return resource(uri, Set.of());
    }

    private static ResourceEntry resource(String uri, Set<String> roles) {
        String name = uri.substring(uri.lastIndexOf('/') + 1);
        return new ResourceEntry(
                uri,
                "stub",
                RawJson.of("{\"uri\":\"" + uri + "\",\"name\":\"" + name + "\"}"),
                roles,
                Duration.ofMinutes(1));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
