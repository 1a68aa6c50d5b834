package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ClientCredentials;
import dev.sluice.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of the gateway's own, from a real token endpoint. */
@Tag("R-408")
class CredentialsTest {
    private static final String SECRET = "s3cr:t/\u00fc";

    private final Vertx vertx = Vertx.vertx();
    private final io.vertx.core.Context loop = vertx.getOrCreateContext();
    private final MovableClock clock = new MovableClock();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void ends() {
        await(vertx.close());
    }

    @Test
    void asksWithBasicAuthenticationScopeAndResource() {
        OutboundClient client = client(this::grant, Optional.of("read write"), Optional.of("https://api.test/v1"));

        assertThat(authorization(client)).isEqualTo("Bearer token-1");
        assertThat(asked)
                .containsExactly("POST /token application/x-www-form-urlencoded Basic "
                        + basic("client+1:s3cr%3At%2F%C3%BC")
                        + " grant_type=client_credentials&scope=read+write&resource=https%3A%2F%2Fapi.test%2Fv1");
    }

    @Test
    void asksOnceHoweverManyWait() {
        OutboundClient client = client(this::grant);

        Future<?> all = onLoop(() -> Future.all(List.of(
                client.request(HttpMethod.GET, "/"),
                client.request(HttpMethod.GET, "/"),
                client.request(HttpMethod.GET, "/"))));

        await(all);
        assertThat(asked).hasSize(1);
    }

    @Test
    void asksAgainInTheBackgroundWhenFourFifthsAreOverAndInFrontWhenAllIs() {
        OutboundClient client = client(this::grant);
        authorization(client);

        clock.advance(Duration.ofSeconds(79));
        String fresh = authorization(client);
        clock.advance(Duration.ofSeconds(1));
        String old = authorization(client);
        String renewed = authorizationOnceAsked(client, 2);
        clock.advance(Duration.ofSeconds(100));
        String afterwards = authorization(client);

        assertThat(List.of(fresh, old, renewed, afterwards))
                .containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-3");
    }

    @Test
    void aTokenThatDoesNotTellIsGoodForFiveMinutes() {
        OutboundClient client = client(request -> answer(request, 200, "{\"access_token\":\"t" + asked.size() + "\"}"));
        authorization(client);

        clock.advance(Duration.ofSeconds(239));
        String within = authorization(client);
        clock.advance(Duration.ofSeconds(61));

        assertThat(within).isEqualTo("Bearer t1");
        assertThat(authorization(client)).isEqualTo("Bearer t2");
    }

    @Test
    void renewsATokenThatWasTurnedDownAtMostOnceInFiveSeconds() {
        OutboundClient client = client(this::grant);
        authorization(client);

        assertThat(renew(client)).isTrue();
        assertThat(authorization(client)).isEqualTo("Bearer token-2");
        assertThat(renew(client)).isFalse();
        clock.advance(TokenSource.BETWEEN_RENEWALS);
        assertThat(renew(client)).isTrue();
        assertThat(authorization(client)).isEqualTo("Bearer token-3");
    }

    @Test
    void thereIsNothingToRenewWithoutClientCredentials() {
        OutboundClient client = new OutboundClients(vertx, local(), List.of(), clock)
                .client("service", URI.create("http://localhost:1"), Services.plain(), () -> {});

        assertThat(renew(client)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "401 {\"error\":\"invalid_client\",\"error_description\":\"s3cr no\"}",
                "500 s3cr",
                "200 {}",
                "200 {\"access_token\":\"a\\r\\nX: s3cr\"}",
                "200 {\"access_token\":\"s3cr\",\"token_type\":\"mac\"}",
                "200 []",
                "302 s3cr"
            })
    void saysWhatWentWrongWithoutAnySecret(String reply) {
        OutboundClient client =
                client(request -> answer(request, Integer.parseInt(reply.substring(0, 3)), reply.substring(4)));

        assertThatThrownBy(() -> authorization(client))
                .isInstanceOf(CredentialsException.class)
                .hasMessageStartingWith("The token endpoint answered with")
                .hasMessageNotContaining("s3cr");
    }

    @Test
    void boundsWhatATokenEndpointSays() {
        OutboundClient client = client(request -> answer(request, 200, "x".repeat(TokenEndpoint.MAX_BYTES + 1)));

        assertThatThrownBy(() -> authorization(client))
                .hasMessage("The token endpoint answered with more than 65536 bytes.");
    }

    @Test
    void leavesATokenEndpointThatHasFailedAloneForASecond() {
        OutboundClient client = client(request -> answer(request, 400, "{\"error\":\"invalid_scope\"}"));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> authorization(client))
                    .hasMessage("The token endpoint answered with status 400, invalid_scope.");
        }
        assertThat(asked).hasSize(1);
        clock.advance(TokenSource.AFTER_FAILURE);
        assertThatThrownBy(() -> authorization(client)).isInstanceOf(CredentialsException.class);
        assertThat(asked).hasSize(2);
    }

    @Test
    @Tag("R-407")
    void aTokenEndpointAtAForbiddenAddressIsNotAsked() {
        OutboundClient client = client("http://token.test", this::grant, Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> authorization(client))
                .isInstanceOf(AddressRefusedException.class)
                .hasMessageContaining("token.test leads to 127.0.0.1");
        assertThat(asked).isEmpty();
    }

    private void grant(HttpServerRequest request) {
        answer(
                request,
                200,
                "{\"access_token\":\"token-" + asked.size() + "\",\"token_type\":\"bearer\",\"expires_in\":100}");
    }

    private static void answer(HttpServerRequest request, int status, String body) {
        request.response().setStatusCode(status).end(body);
    }

    private OutboundClient client(Consumer<HttpServerRequest> tokens) {
        return client(tokens, Optional.empty(), Optional.empty());
    }

    private OutboundClient client(
            Consumer<HttpServerRequest> tokens, Optional<String> scope, Optional<String> resource) {
        return client("http://localhost", tokens, scope, resource);
    }

    private OutboundClient client(
            String tokenHost, Consumer<HttpServerRequest> tokens, Optional<String> scope, Optional<String> resource) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    asked.add(request.method() + " " + request.path() + " " + request.getHeader("Content-Type") + " "
                            + request.getHeader("Authorization") + " " + body);
                    tokens.accept(request);
                }));
        int port = await(server.listen(0, "127.0.0.1")).actualPort();
        ClientCredentials settings = new ClientCredentials(
                URI.create(tokenHost + ":" + port + "/token"), "client 1", new Secret(SECRET), scope, resource);
        return new OutboundClients(vertx, local(), List.of(), clock)
                .client(
                        "service",
                        URI.create("http://localhost:" + port),
                        Services.of(Map.of(), Optional.of(settings)),
                        () -> {});
    }

    private static NameResolver local() {
        return name -> Future.succeededFuture(List.of(InetAddress.ofLiteral("127.0.0.1")));
    }

    private String authorization(OutboundClient client) {
        return await(onLoop(() -> client.request(HttpMethod.GET, "/").map(request -> {
            String value = request.headers().get("Authorization");
            request.reset();
            return value;
        })));
    }

    private String authorizationOnceAsked(OutboundClient client, int times) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> asked.size() == times && authorization(client).endsWith("-" + times));
        return authorization(client);
    }

    private boolean renew(OutboundClient client) {
        return await(onLoop(() -> Future.succeededFuture(client.renew())));
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
        Promise<T> told = Promise.promise();
        loop.runOnContext(ignored -> work.get().onComplete(told));
        return told.future();
    }

    private static String basic(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T await(Future<T> future) {
        return future.timeout(30, TimeUnit.SECONDS).await();
    }
}
