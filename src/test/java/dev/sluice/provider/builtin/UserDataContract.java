package dev.sluice.provider.builtin;

import static dev.sluice.provider.builtin.DemoProviderTest.code;
import static dev.sluice.provider.builtin.DemoProviderTest.structured;
import static dev.sluice.provider.builtin.DemoProviderTest.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.Rig;
import dev.sluice.provider.TestConfig;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the tools on stored data do, on whichever database. */
@Tag("R-109")
abstract class UserDataContract {
    private static final String SEED_USER = "123e4567-e89b-12d3-a456-426614174000";
    private static final Duration TIME = Duration.ofSeconds(30);

    private Rig rig;
    private String user;

    @SuppressWarnings("NullAway") // set before each test
    UserDataContract() {}

    abstract DataSource database() throws Exception;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(TestConfig.defaults(), database(), false, new UserDataProvider());
        user = UUID.randomUUID().toString();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void answersTheSeedsCurlLine() {
        JsonNode answer = structured(
                process(Rig.user(SEED_USER, "user"), "{\"userId\":\"" + SEED_USER + "\",\"action\":\"fetch\"}"));

        assertThat(answer.get("success").asBoolean()).isTrue();
        assertThat(answer.get("userId").asText()).isEqualTo(SEED_USER);
        assertThat(answer.get("action").asText()).isEqualTo("fetch");
        assertThat(answer.get("processedBy").asText()).isEqualTo("user@example.com");
        assertThat(Instant.parse(answer.get("timestamp").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(answer.get("data").isObject()).isTrue();
    }

    @Test
    void keepsWhatIsUpdatedUntilItIsDeleted() {
        act("update", ",\"data\":{\"city\":\"Rome\",\"a\":{\"x\":1.50,\"y\":2}}");
        act("update", ",\"data\":{\"zip\":\"00100\",\"a\":{\"y\":null}}");

        assertThat(act("fetch", "").get("data"))
                .isEqualTo(tree("{\"city\":\"Rome\",\"a\":{\"x\":1.50},\"zip\":\"00100\"}"));

        assertThat(act("delete", "").get("success").asBoolean()).isTrue();
        assertThat(act("fetch", "").get("data")).isEmpty();
        assertThat(act("delete", "").get("success").asBoolean()).isTrue();
    }

    @Test
    void losesNoneOfManyUpdatesAtOneTime() {
        List<Future<Outcome>> updates = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String arguments =
                    "{\"userId\":\"" + user + "\",\"action\":\"update\",\"data\":{\"k" + i + "\":" + i + "}}";
            updates.add(rig.send(rig.call("process-data", arguments, Rig.user(user), TIME), i % 2));
        }
        updates.forEach(update -> assertThat(Rig.await(update)).isInstanceOf(Outcome.Completed.class));

        assertThat(act("fetch", "").get("data")).hasSize(20);
    }

    @Test
    void refusesToStoreMoreThanItsBound() {
        Outcome outcome = process(
                Rig.user(user),
                "{\"userId\":\"" + user + "\",\"action\":\"update\",\"data\":{\"x\":\"" + "y".repeat(70_000) + "\"}}");

        assertThat(((Outcome.Completed) outcome).failed()).isTrue();
        assertThat(act("fetch", "").get("data")).isEmpty();
    }

    @Test
    @Tag("R-103")
    void letsUsersActOnTheirOwnDataOnlyAndAdminsOnAll() {
        act("update", ",\"data\":{\"city\":\"Rome\"}");

        Outcome stranger = process(Rig.user("mallory", "user"), "{\"userId\":\"" + user + "\",\"action\":\"delete\"}");
        assertThat(code(stranger)).isEqualTo(RefusalCode.INSUFFICIENT_PERMISSIONS);
        assertThat(act("fetch", "").get("data")).hasSize(1);

        JsonNode admin =
                structured(process(Rig.user("root", "admin"), "{\"userId\":\"" + user + "\",\"action\":\"fetch\"}"));
        assertThat(admin.get("data")).isEqualTo(tree("{\"city\":\"Rome\"}"));
    }

    @Test
    void makesAProfileFromTheClaimsOnceAndKeepsIt() {
        Principal first = new Principal("", user, Set.of("user", "dev"), Set.of(), Map.of(), Instant.MAX);
        JsonNode profile = structured(profile(first));

        assertThat(profile.get("userId").asText()).isEqualTo(user);
        assertThat(profile.get("email").asText()).isEqualTo("user-" + user.substring(0, 8) + "@example.com");
        assertThat(profile.get("name").asText()).isEqualTo("User " + user.substring(0, 8));
        assertThat(profile.get("roles")).isEqualTo(tree("[\"dev\",\"user\"]"));
        assertThat(Instant.parse(profile.get("createdAt").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(structured(profile(Rig.user(user)))).isEqualTo(profile);
    }

    @Test
    void takesTheEmailFromTheClaims() {
        JsonNode profile = structured(profile(Rig.user(user)));

        assertThat(profile.get("email").asText()).isEqualTo("user@example.com");
        assertThat(profile.get("roles")).isEqualTo(tree("[\"user\"]"));
    }

    @Test
    void makesOneProfileWhenSeveralAskAtOnce() {
        List<Future<Outcome>> asked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            asked.add(rig.send(rig.call("get-profile", "{\"userId\":\"" + user + "\"}", Rig.user(user), TIME), i % 2));
        }

        assertThat(asked.stream()
                        .map(one -> structured(Rig.await(one)).get("createdAt"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    @Tag("R-103")
    void givesOthersProfilesToAdminsOnly() {
        JsonNode own = structured(profile(Rig.user(user)));

        assertThat(code(profile(Rig.user("mallory", "user")))).isEqualTo(RefusalCode.INSUFFICIENT_PERMISSIONS);
        assertThat(structured(profile(Rig.user("root", "admin")))).isEqualTo(own);
    }

    @Test
    void tellsAnAdminThatThereIsNoSuchUser() {
        Outcome outcome = profile(Rig.user("root", "admin"));

        assertThat(((Outcome.Completed) outcome).failed()).isTrue();
        assertThat(((Outcome.Completed) outcome).result().toString()).contains("There is no user");
    }

    private JsonNode act(String action, String more) {
        return structured(
                process(Rig.user(user), "{\"userId\":\"" + user + "\",\"action\":\"" + action + "\"" + more + "}"));
    }

    private Outcome process(Principal caller, String arguments) {
        return rig.run(rig.call("process-data", arguments, caller, TIME));
    }

    private Outcome profile(Principal caller) {
        return rig.run(rig.call("get-profile", "{\"userId\":\"" + user + "\"}", caller, TIME));
    }
}
