package dev.sluice.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Secret;
import dev.sluice.config.SessionConfig;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionSealTest {
    private static final SessionSeal SEAL = SessionSeal.of(Optional.of(new Secret("one")));
    private static final Session SESSION = new Session(
            Revision.V2025_06_18,
            1_000,
            2_000,
            SessionSeal.ownerOf("issuer|alice"),
            ClientCapabilities.of(RawJson.of("{\"roots\":{},\"elicitation\":{\"url\":{}}}")),
            SEAL.newId());

    @Test
    @Tag("R-201")
    void opensWhatItSealed() {
        assertThat(SEAL.open(SEAL.seal(SESSION))).isEqualTo(SESSION);
        assertThat(SEAL.seal(SESSION)).isNotEqualTo(SEAL.seal(SESSION)).matches("[A-Za-z0-9_-]+");
    }

    @Test
    @Tag("R-201")
    void opensWhatAnotherNodeWithTheSameSecretSealed() {
        var other = SessionSeal.of(Optional.of(new Secret("one")));

        assertThat(other.open(SEAL.seal(SESSION))).isEqualTo(SESSION);
    }

    @Test
    @Tag("R-201")
    void opensNothingSealedWithAnotherKey() {
        assertThat(SessionSeal.of(Optional.of(new Secret("two"))).open(SEAL.seal(SESSION)))
                .isNull();
        assertThat(SessionSeal.of(Optional.empty()).open(SEAL.seal(SESSION))).isNull();
        assertThat(SessionSeal.of(Optional.empty())
                        .open(SessionSeal.of(Optional.empty()).seal(SESSION)))
                .isNull();
    }

    @Property(tries = 500)
    @net.jqwik.api.Tag("R-201")
    void opensNothingThatWasChanged(@ForAll @IntRange(max = 99) int at, @ForAll char with) {
        String sealed = SEAL.seal(SESSION);
        int i = at % sealed.length();
        String changed = sealed.substring(0, i) + with + sealed.substring(i + 1);

        Session opened = SEAL.open(changed);

        assertThat(opened).isEqualTo(changed.equals(sealed) ? SESSION : null);
    }

    @Test
    @Tag("R-201")
    void remembersWhatWasEndedAndWhoOwnsIt() {
        Instant now = Instant.parse("2026-11-01T00:00:00Z");
        Sessions sessions = new Sessions(
                SEAL, new SessionConfig(Optional.empty(), Duration.ofMinutes(1)), () -> now, new SimpleMeterRegistry());
        String id = sessions.start("issuer|alice", Revision.V2025_11_25, ClientCapabilities.NONE);

        assertThat(sessions.find(id, "issuer|bob")).isNull();
        Session session = sessions.find(id, "issuer|alice");
        assertThat(session).isNotNull();
        if (session != null) {
            sessions.end(session);
        }
        assertThat(sessions.find(id, "issuer|alice")).isNull();
        assertThat(sessions.find(id, "issuer|bob")).isNull();
    }
}
