package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import java.util.Optional;

/** What the gateway shows to a service besides configured headers. Confined to one event loop. */
interface Credentials {
    /** Nothing. */
    Credentials NONE = new Credentials() {
        @Override
        public Future<Optional<String>> authorization() {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public boolean renew() {
            return false;
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    };

    /** The value of {@code Authorization}; fails with a {@link CredentialsException}. */
    Future<Optional<String>> authorization();

    /** As {@link OutboundClient#renew}. */
    boolean renew();

    Future<Void> close();
}
