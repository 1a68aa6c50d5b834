package dev.sluice.provider.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.ClientCredentials;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks an authorization server for a token (RFC 6749 §4.4, client authenticated by HTTP Basic; {@code resource} as in RFC
 * 8707). What it says in failures is the status and the error's registered name, nothing that was sent or received.
 */
final class TokenEndpoint {
    static final int MAX_BYTES = 64 * 1024;
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** Of a token that does not tell. */
    static final Duration USUAL_LIFE = Duration.ofMinutes(5);

    private static final long LONGEST_LIFE = Duration.ofDays(1).toSeconds();

    /** A token and how long it is good. */
    record Token(String value, Duration lifetime) {
        @Override
        public String toString() {
            return "Token[***, " + lifetime + "]";
        }
    }

    private final OutboundClient client;
    private final ClientCredentials settings;

    TokenEndpoint(OutboundClient client, ClientCredentials settings) {
        this.client = client;
        this.settings = settings;
    }

    /** @return fails with an {@link AddressRefusedException} or a {@link CredentialsException} */
    Future<Token> ask() {
        Future<HttpClientRequest> opened = client.request(HttpMethod.POST, target());
        return opened.compose(this::send)
                .compose(TokenEndpoint::read)
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(cause -> opened.onSuccess(HttpClientRequest::reset))
                .recover(cause -> Future.failedFuture(explained(cause)));
    }

    Future<Void> close() {
        return client.close();
    }

    private Future<HttpClientResponse> send(HttpClientRequest request) {
        StringBuilder form = new StringBuilder("grant_type=client_credentials");
        settings.scope().ifPresent(scope -> form.append("&scope=").append(encoded(scope)));
        settings.resource().ifPresent(resource -> form.append("&resource=").append(encoded(resource)));
        String basic = encoded(settings.clientId())
                + ':'
                + encoded(settings.clientSecret().reveal());
        request.putHeader(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
                .putHeader(HttpHeaders.ACCEPT, "application/json")
                .putHeader(
                        HttpHeaders.AUTHORIZATION,
                        "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.US_ASCII)));
        return request.send(form.toString());
    }

    private static Future<Token> read(HttpClientResponse response) {
        int status = response.statusCode();
        return BoundedBody.read(response, MAX_BYTES).map(body -> token(status, body));
    }

    private static Token token(int status, Buffer body) {
        JsonNode json = json(body);
        if (status != 200) {
            String error = json.path("error").asText("");
            throw new CredentialsException("The token endpoint answered with status " + status
                    + (error.matches("[a-z_]{1,40}") ? ", " + error : "") + ".");
        }
        String value = json.path("access_token").asText("");
        if (!value.matches("[\\x21-\\x7e]{1,16384}")) {
            throw new CredentialsException("The token endpoint answered without an access_token that can be sent.");
        }
        if (!"bearer".equalsIgnoreCase(json.path("token_type").asText("bearer"))) {
            throw new CredentialsException("The token endpoint answered with a token that is no bearer token.");
        }
        long seconds = json.path("expires_in").asLong(USUAL_LIFE.toSeconds());
        return new Token(value, Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_LIFE)));
    }

    private static JsonNode json(Buffer body) {
        try {
            return RawJson.view(body.getBytes(), 0, body.length()).tree();
        } catch (UncheckedIOException e) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }

    private static Throwable explained(Throwable cause) {
        return switch (cause) {
            case CredentialsException known -> known;
            case AddressRefusedException refused -> refused;
            case TimeoutException ignored ->
                new CredentialsException("The token endpoint did not answer within " + TIMEOUT.toSeconds() + " s.");
            case BoundedBody.TooLargeException ignored ->
                new CredentialsException("The token endpoint answered with more than " + MAX_BYTES + " bytes.");
            default -> new CredentialsException("The token endpoint cannot be reached.");
        };
    }

    private String target() {
        String path = settings.tokenUrl().getRawPath();
        String query = settings.tokenUrl().getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
