package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardsTest {
    private static final String APP = "https://app.example.com";

    private final EdgeHarness gateway = new EdgeHarness(settings -> {
        settings.origins = List.of(APP);
        settings.hosts = List.of("gateway.example.com");
        settings.proxies = List.of("127.0.0.0/8");
    });

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void unlimited() {
        gateway.stubs.limits.perAddress = Integer.MAX_VALUE;
    }

    @Test
    @Tag("R-111")
    void letsAnAllowedOriginReadAnswers() {
        var reply = gateway.ask().header("Origin", APP).legacy("ping", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(reply.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(reply.header("Access-Control-Expose-Headers"))
                .contains("Mcp-Session-Id", "WWW-Authenticate", "RateLimit-Limit", "Retry-After", "X-Request-Id");
        assertThat(reply.header("Vary")).containsIgnoringCase("origin");
    }

    @Test
    @Tag("R-111")
    void answersAPreflightWithoutAToken() {
        var reply = gateway.stranger()
                .headers(Map.of(
                        "Origin",
                        APP,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization, mcp-param-region, x-evil, mcp-param-<b>"))
                .method("OPTIONS");

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo("POST, GET, DELETE, OPTIONS");
        assertThat(reply.header("Access-Control-Allow-Headers"))
                .contains("Authorization", "Mcp-Session-Id", "MCP-Protocol-Version", "mcp-param-region")
                .doesNotContain("evil")
                .doesNotContain("<b>");
        assertThat(reply.header("Access-Control-Max-Age")).isEqualTo("3600");
    }

    @ParameterizedTest
    @Tag("R-111")
    @CsvSource({
        "evil.example.com,,403",
        "evil.example.com,https://evil.example.com,403",
        "localhost:9,https://localhost:9,200",
        "127.0.0.1,,200",
        "LOCALHOST,,200",
        "[::1]:1,,200",
        "gateway.example.com,,200",
        "gateway.example.com,https://app.example.com,200",
        "localhost,https://evil.example.com,403",
        "localhost,http://localhost,403",
        "localhost,null,403",
        "localhost,https://app.example.com.evil.com,403"
    })
    void refusesForeignHostsAndOrigins(String host, String origin, int status) {
        var ask = gateway.ask().header("Host", host);
        if (origin != null) {
            ask.header("Origin", origin);
        }

        var reply = ask.legacy("ping", "");

        assertThat(reply.status()).isEqualTo(status);
        if (status == 403) {
            assertThat(reply.code()).isEqualTo("ORIGIN_REFUSED");
            assertThat(reply.json().has("id")).isFalse();
            assertThat(reply.headers().contains("Access-Control-Allow-Origin")).isFalse();
        }
    }

    @Test
    @Tag("R-111")
    void neverCombinesTheStarWithCredentials() {
        try (EdgeHarness open = new EdgeHarness(settings -> settings.origins = List.of("*"))) {
            var reply = open.ask().header("Origin", "https://anything.example").legacy("ping", "");

            assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(reply.headers().contains("Access-Control-Allow-Credentials"))
                    .isFalse();
        }
    }

    @Test
    @Tag("R-112")
    void addsSecurityHeadersToEveryAnswer() {
        for (Reply reply : List.of(
                gateway.ask().legacy("ping", ""),
                gateway.stranger().legacy("ping", ""),
                gateway.ask().path("/nothing").method("GET"),
                gateway.ask().header("Host", "evil.example.com").method("GET"))) {
            assertThat(reply.header("Strict-Transport-Security")).contains("max-age=");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(reply.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.header("X-Request-Id")).startsWith("test.0-");
        }
    }

    @Test
    @Tag("R-102")
    void asksAStrangerForAToken() {
        var reply = gateway.stranger().legacy("ping", "");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("AUTH_REQUIRED");
        assertThat(reply.json().path("id").asInt()).isEqualTo(1);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"sluice\"");
        assertThat(gateway.stranger()
                        .header("Authorization", "Basic YTpi")
                        .legacy("ping", "")
                        .status())
                .isEqualTo(401);
    }

    @Test
    @Tag("R-102")
    void doesNotBufferALargeBodyOfAStranger() {
        var reply = gateway.stranger().post("{\"type\":\"request\",\"x\":\"" + "y".repeat(20_000) + "\"}");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(reply.header("Connection")).isEqualTo("close");
    }

    @Test
    @Tag("R-105")
    void limitsAnAddressBeforeAnybodyLooksAtItsToken() {
        gateway.stubs.limits.perAddress = 1;
        var ask = gateway.stranger().header("X-Forwarded-For", "6.6.6.6, 198.51.100.7, 127.0.0.9");
        ask.legacy("ping", "");

        var reply = ask.legacy("ping", "");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.error().path("code").asInt()).isEqualTo(-31429);
        assertThat(reply.error().path("data").path("scope").asText()).isEqualTo("address");
        assertThat(gateway.audit)
                .anyMatch(e -> e.kind().equals("rate_limit_hit") && e.address().equals("198.51.100.7"));
        assertThat(gateway.stranger()
                        .header("X-Forwarded-For", "198.51.100.8")
                        .legacy("ping", "")
                        .status())
                .isEqualTo(401);
    }

    @Test
    @Tag("R-105")
    void tellsTheStandingOnEveryAnswer() {
        gateway.stubs.limits.perAddress = 1_000_000;

        var reply = gateway.ask().legacy("ping", "");

        assertThat(reply.header("RateLimit-Limit")).isEqualTo("1000000");
        assertThat(reply.header("RateLimit-Reset")).isEqualTo("45");
    }
}
