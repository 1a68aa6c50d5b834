package dev.sluice.identity;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A key set behind a URI: https, or http on loopback. The answer is bounded in size and time, and a redirect is not
 * followed, so that nobody but the configured host says which keys are good.
 */
final class JwksUri implements JwksSource {
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Duration LEAST_FRESHNESS = Duration.ofSeconds(30);
    static final Duration MOST_FRESHNESS = Duration.ofHours(24);
    private static final Duration LEAST_RETRY = Duration.ofSeconds(1);

    private final HttpClientAgent client;
    private final URI uri;
    private final Duration refresh;
    private final Duration retryAfter;

    /**
     * @param refresh how long an answer that does not say is good
     * @param cooldown how long to leave a host alone that has failed
     * @throws NoUsableKeyException when the URI may not be asked
     */
    JwksUri(Vertx vertx, String uri, Duration refresh, Duration cooldown) {
        this.uri = checked(uri);
        this.refresh = refresh;
        Duration rest = cooldown.compareTo(LEAST_RETRY) < 0 ? LEAST_RETRY : cooldown;
        this.retryAfter = rest.compareTo(refresh) < 0 ? rest : refresh;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setMaxRedirects(0).setConnectTimeout((int)
                        TIMEOUT.toMillis()));
    }

    /** Whether the configured place is a URI and not a path. */
    static boolean isUri(String place) {
        return place.contains("://");
    }

    @Override
    public String label() {
        return "auth.jwks (" + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath() + ")";
    }

    @Override
    public Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public Future<Fetched> fetch() {
        Future<HttpClientRequest> opened = client.request(new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(uri.toString())
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.ACCEPT, "application/jwk-set+json, application/json"));
        return opened.compose(HttpClientRequest::send)
                .compose(this::read)
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(cause -> opened.onSuccess(HttpClientRequest::reset))
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException
                                ? "did not answer within " + TIMEOUT.toSeconds() + " s"
                                : String.valueOf(cause.getMessage())));
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    private Future<Fetched> read(HttpClientResponse response) {
        Promise<Fetched> whole = Promise.promise();
        // Set before anything can fail: the reset that follows a failure would be logged as an error otherwise.
        response.exceptionHandler(whole::tryFail);
        if (response.statusCode() != 200) {
            return Future.failedFuture("answered with status " + response.statusCode());
        }
        Buffer body = Buffer.buffer();
        Duration freshFor = freshness(response.getHeader(HttpHeaders.CACHE_CONTROL), refresh);
        response.endHandler(end -> whole.tryComplete(new Fetched(body, freshFor)));
        response.handler(chunk -> {
            if (body.length() + chunk.length() > MAX_BYTES) {
                whole.tryFail("answered with more than " + MAX_BYTES + " bytes");
            } else {
                body.appendBuffer(chunk);
            }
        });
        return whole.future();
    }

    /** {@code max-age} (RFC 9111 §5.2.2.1) kept between 30 s and 24 h, otherwise the configured time. */
    static Duration freshness(@Nullable String cacheControl, Duration otherwise) {
        if (cacheControl == null) {
            return otherwise;
        }
        for (String directive : cacheControl.toLowerCase(Locale.ROOT).split(",", 32)) {
            String name = directive.strip();
            if (name.startsWith("max-age=")) {
                return clamped(name.substring("max-age=".length()).replace("\"", ""), otherwise);
            }
        }
        return otherwise;
    }

    private static Duration clamped(String seconds, Duration otherwise) {
        try {
            long age = Long.parseLong(seconds);
            return Duration.ofSeconds(Math.clamp(age, LEAST_FRESHNESS.toSeconds(), MOST_FRESHNESS.toSeconds()));
        } catch (NumberFormatException notANumber) {
            return otherwise;
        }
    }

    private static URI checked(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new NoUsableKeyException("auth.jwks is not a valid URI.");
        }
        String host = uri.getHost();
        boolean secure = "https".equals(uri.getScheme());
        boolean near = "http".equals(uri.getScheme()) && host != null && isLoopback(host);
        if (host == null || uri.getRawUserInfo() != null || !(secure || near)) {
            throw new NoUsableKeyException(
                    "auth.jwks must be a file, an https URI, or an http URI on loopback, without user information.");
        }
        return uri;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
