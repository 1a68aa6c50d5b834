package dev.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.Principal;
import dev.sluice.config.AuthConfig;
import dev.sluice.config.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-117")
class TokenMintTest {
    private final MovableClock clock = new MovableClock();

    @Test
    void mintsWhatTheGatewayAccepts() {
        // given
        AuthSettings settings = AuthSettings.withSecret()
                .issuer("https://issuer.example")
                .audience("sluice")
                .exposed("email");
        TokenRequest request = TokenRequest.accepted(
                settings.build(), "alice", List.of("user", "admin"), Optional.of("a@example.com"), Duration.ofHours(1));

        try (Node node = new Node(settings)) {
            // when
            Principal principal = node.verified(TokenMint.mint(AuthSettings.SECRET, request, clock));

            // then
            assertThat(principal.subject()).isEqualTo("alice");
            assertThat(principal.roles()).containsExactlyInAnyOrder("user", "admin");
            assertThat(principal.claims()).containsEntry("email", "a@example.com");
            assertThat(principal.expiresAt()).isEqualTo(MovableClock.START.plus(Duration.ofHours(1)));
        }
    }

    @Test
    void makesEachTokenDifferent() {
        TokenRequest request = request("roles");
        assertThat(TokenMint.mint(AuthSettings.SECRET, request, clock))
                .isNotEqualTo(TokenMint.mint(AuthSettings.SECRET, request, clock));
    }

    @Test
    void putsRolesWhereTheGatewayLooks() {
        try (Node node = new Node(AuthSettings.withSecret())) {
            for (String claim : List.of("roles", "realm_access/roles", "https://example.com/roles")) {
                assertThat(node.verified(TokenMint.mint(AuthSettings.SECRET, request(claim), clock))
                                .roles())
                        .containsExactly("user");
            }
        }
    }

    @Test
    void refusesWhatTheGatewayWouldNotAccept() {
        AuthConfig others = AuthSettings.withSecret().algorithms("RS256").build();

        assertThatThrownBy(() -> TokenMint.mint(new Secret("short"), request("roles"), clock))
                .isInstanceOf(NoUsableKeyException.class)
                .hasMessageContaining("JWT_SECRET");
        assertThatThrownBy(
                        () -> TokenRequest.accepted(others, "alice", List.of(), Optional.empty(), Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HS256");
        assertThatThrownBy(() -> TokenRequest.accepted(
                        AuthSettings.withSecret().build(), " ", List.of(), Optional.empty(), Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TokenRequest.accepted(
                        AuthSettings.withSecret().build(), "alice", List.of(), Optional.empty(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static TokenRequest request(String rolesClaim) {
        return new TokenRequest(
                "alice",
                List.of("user"),
                Optional.empty(),
                Duration.ofHours(1),
                Optional.empty(),
                Optional.empty(),
                rolesClaim);
    }
}
