package dev.sluice.provider.rest;

import dev.sluice.config.RestConfig;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.outbound.BoundedBody;
import dev.sluice.provider.outbound.OutboundClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where the OpenAPI document of a service comes from. Confined to the home of its backend. */
final class RestDocument {
    /** How long a service may take to send it. */
    static final Duration BUDGET = Duration.ofSeconds(5);

    private final String provider;
    private final RestConfig config;
    private final BackendHost host;
    private final @Nullable OutboundClient client;
    private byte[] last = new byte[0];

    /**
     * @param client asks the service; null for a file
     */
    RestDocument(String provider, RestConfig config, BackendHost host, @Nullable OutboundClient client) {
        this.provider = provider;
        this.config = config;
        this.host = host;
        this.client = client;
    }

    /**
     * Fetches and reads it.
     *
     * @return null when it is the one that was read before; fails with a sentence that says why there is none
     */
    Future<OpenApiReader.@Nullable Read> read() {
        Future<byte[]> bytes = client == null ? file() : fetched(client);
        return bytes.compose(now -> Arrays.equals(now, last)
                ? Future.<OpenApiReader.@Nullable Read>succeededFuture(null)
                : host.blocking(() -> OpenApiReader.read(provider, config, DocumentText.parse(now)))
                        .onSuccess(read -> last = now)
                        .map(read -> read));
    }

    private Future<byte[]> file() {
        Path file = config.openapiFile().orElseThrow();
        return host.blocking(() -> {
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(DocumentText.MAX_BYTES + 1);
            } catch (IOException e) {
                throw new RestSetupException("rest." + provider + ".openapi: the file " + file + " cannot be read");
            }
        });
    }

    private Future<byte[]> fetched(OutboundClient from) {
        String target = ServiceUrl.path(config.url())
                + Encoding.path(config.openapiPath().orElseThrow());
        Future<HttpClientRequest> opened = from.request(HttpMethod.GET, target);
        return opened.compose(request -> request.putHeader(
                                HttpHeaders.ACCEPT, "application/json, application/yaml;q=0.9, */*;q=0.5")
                        .putHeader(HttpHeaders.USER_AGENT, "sluice/" + host.version())
                        .send())
                .compose(response -> body(from, response))
                .map(Buffer::getBytes)
                .timeout(BUDGET.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(cause -> opened.onSuccess(HttpClientRequest::reset));
    }

    private static Future<Buffer> body(OutboundClient from, HttpClientResponse response) {
        int status = response.statusCode();
        if (status == 401) {
            from.renew();
        }
        Future<Buffer> body = BoundedBody.read(response, DocumentText.MAX_BYTES);
        return status == 200
                ? body
                : Future.failedFuture(new RestSetupException("the service answered with status " + status));
    }

    /** What was read could not be used: it is to be read again. */
    void forget() {
        last = new byte[0];
    }

    Future<Void> close() {
        return client == null ? Future.succeededFuture() : client.close();
    }
}
