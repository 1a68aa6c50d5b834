package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Posts to one address of one service, over connections that are kept warm and carry one request at a time. It is what calls
 * that are passed on go through, where {@link OutboundClient} would cost more than all the rest; all other requests belong
 * there. Judges addresses, checks certificates and shows credentials just as that one does. Confined to the event loop it was
 * made on; what is called elsewhere is done there.
 */
public interface PostClient {
    /** A request on its way. */
    interface Exchange {
        /**
         * Nobody cares any more: its reception hears nothing more. A request that still waits is never sent; a connection
         * that is in use for it is closed, which is the only way to stop a response of HTTP/1.1.
         */
        void reset();
    }

    /** The headers of a response. */
    interface Headers {
        /** The first value of a header, null when there is none. */
        @Nullable
        String get(String name);
    }

    /**
     * Hears what comes of a request, on the event loop of the client, and exactly one of {@link #ended}, {@link #unsent} and
     * {@link #lost} last, unless the exchange was reset. May post again and reset from within.
     */
    interface Reception {
        /** The response begins; interim ones have been skipped. */
        void began(int status, Headers headers);

        /** The next bytes of its body; they belong to who hears it. */
        void piece(byte[] bytes);

        /** The response has ended as it should. */
        void ended();

        /**
         * Nothing was sent; may be called before {@link PostClient#post} returns.
         *
         * @param cause an {@link AddressRefusedException}, a {@link CredentialsException}, a {@link
         *     dev.sluice.provider.NotSentException} when no connection could be had, or an {@link IllegalArgumentException}
         *     when it cannot be written
         */
        void unsent(Throwable cause);

        /** The connection broke, or spoke no HTTP, after something may have been sent. */
        void lost(Throwable cause);
    }

    /**
     * Posts a request.
     *
     * @param headers sets what only this request has, before this returns
     * @param body the whole body; not changed by anybody afterwards
     */
    Exchange post(Consumer<PostHead> headers, Buffer body, Reception reception);

    /** As {@link OutboundClient#renew}. */
    boolean renew();

    /** Closes all connections; who waits for one hears that nothing was sent, who has one that it was lost. */
    Future<Void> close();
}
