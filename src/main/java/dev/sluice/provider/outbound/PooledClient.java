package dev.sluice.provider.outbound;

import dev.sluice.config.ServiceConfig;
import dev.sluice.provider.NotSentException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.net.URI;

/** One pool of connections to one service. */
final class PooledClient implements OutboundClient {
    private final HttpClient client;
    private final ServiceConfig service;

    PooledClient(Vertx vertx, URI base, ServiceConfig service) {
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() > 0 ? base.getPort() : tls ? 443 : 80;
        this.service = service;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setDefaultHost(base.getHost())
                        .setDefaultPort(port)
                        .setSsl(tls)
                        .setConnectTimeout((int) service.connectTimeout().toMillis()),
                new PoolOptions().setHttp1MaxSize(service.maxConnections()));
    }

    @Override
    public Future<HttpClientRequest> request(HttpMethod method, String target) {
        return client.request(method, target)
                .onSuccess(
                        request -> service.headers().forEach((name, value) -> request.putHeader(name, value.reveal())))
                .recover(cause -> Future.failedFuture(new NotSentException("no connection", cause)));
    }

    @Override
    public boolean renew() {
        return false;
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }
}
