package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;

/**
 * Connects to one service. Confined to the event loop it was made on; connections are pooled and kept warm there, and carry no
 * state of any caller.
 */
public interface OutboundClient {
    /**
     * Opens a request that has not been sent yet: the service's name has been resolved once, the address been checked against
     * what is allowed and is the one that is connected to; the configured headers and the gateway's own token are set.
     *
     * @param target path and query, as they are to stand in the request line
     * @return fails with an {@link AddressRefusedException}, a {@link CredentialsException}, or with a {@link
     *     dev.sluice.provider.NotSentException} when no connection could be had
     */
    Future<HttpClientRequest> request(HttpMethod method, String target);

    /**
     * The service has answered 401: the token that was sent is forgotten.
     *
     * @return whether a request may be tried once more, with a new token; false when there is none to be had
     */
    boolean renew();

    /** Closes all connections. */
    Future<Void> close();
}
