package dev.sluice.provider.outbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection that carries one request after the other, never two. It is free again when its response has ended, the request
 * was written whole, and the read that brought the end brought nothing behind it; otherwise it is closed. Confined to one event
 * loop.
 */
final class KeptConnection {
    /** Interim responses before the real one. */
    static final int MAX_INTERIM = 16;

    private static final String HANDLER = "handler";
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final int SWITCHING = 101;

    /** Whose connection it is. */
    interface Owner {
        /** It is free for another request. */
        void free(KeptConnection connection);

        /** It is closed; told once. */
        void gone(KeptConnection connection);
    }

    private final NetSocketInternal socket;
    private final InetAddress address;
    private final Owner owner;
    private final ResponseDecoder decoder = new ResponseDecoder(this::isDue, this::stray);

    private @Nullable PostExchange running;
    private Future<Void> written = Future.succeededFuture();
    private boolean interim;
    private int interims;
    private boolean ended;
    private boolean keeps;
    private boolean closed;
    private Throwable cause = NetSocketInternal.CLOSED_EXCEPTION;
    private long told = Long.MAX_VALUE;
    private long goodUntil;

    KeptConnection(NetSocketInternal socket, InetAddress address, Owner owner) {
        this.socket = socket;
        this.address = address;
        this.owner = owner;
        socket.channelHandlerContext().pipeline().addBefore(HANDLER, "responses", decoder);
        socket.messageHandler(this::message);
        socket.readCompletionHandler(ignored -> readComplete());
        socket.exceptionHandler(broken -> cause = broken);
        socket.closeHandler(ignored -> gone());
    }

    InetAddress address() {
        return address;
    }

    /** Whether it can still be used, as far as is known here; its owner may not have been told yet that it cannot. */
    boolean isOpen() {
        return !closed && socket.channelHandlerContext().channel().isActive();
    }

    /** Seconds for which the server said it keeps it idle, {@link Long#MAX_VALUE} when it did not say. */
    long told() {
        return told;
    }

    /** Until when it may lie idle, as whoever keeps it has written down. */
    long goodUntil() {
        return goodUntil;
    }

    void goodUntil(long nanos) {
        goodUntil = nanos;
    }

    /** Sends a request; to be called while it is free. */
    void run(PostExchange exchange) {
        ByteBuf request;
        try {
            request = exchange.request(socket.channelHandlerContext().alloc());
        } catch (RuntimeException unfit) {
            owner.free(this);
            exchange.unsent(unfit);
            return;
        }
        running = exchange;
        interims = 0;
        exchange.running(this);
        written = socket.writeMessage(request);
        if (!written.succeeded()) {
            written.onFailure(this::fail);
        }
    }

    private boolean isDue() {
        return running != null && !ended;
    }

    private void stray() {
        keeps = false;
        if (running == null) {
            abort();
        }
    }

    private void message(Object message) {
        try {
            if (!isDue() || !(message instanceof HttpObject part)) {
                stray();
            } else if (part.decoderResult().isFailure()) {
                fail(part.decoderResult().cause());
            } else {
                part(part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void part(HttpObject part) {
        PostExchange exchange = running;
        if (part instanceof HttpResponse response) {
            begin(response);
        }
        // Who heard of the beginning may have reset it.
        if (exchange == null || running != exchange || !(part instanceof HttpContent content)) {
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (interim) {
            interim = !last;
            return;
        }
        // First, for whoever hears of the last piece may reset it, or throw.
        ended = last;
        if (content.content().isReadable()) {
            exchange.reception().piece(ByteBufUtil.getBytes(content.content()));
        }
    }

    private void begin(HttpResponse response) {
        int status = response.status().code();
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (interim) {
            if (status == SWITCHING || ++interims > MAX_INTERIM) {
                fail(new DecoderException("The server did not answer in HTTP/1.1."));
            }
            return;
        }
        keeps = response.protocolVersion().equals(HttpVersion.HTTP_1_1) && HttpUtil.isKeepAlive(response);
        told = KeepAlive.seconds(response.headers().get(KEEP_ALIVE));
        PostExchange exchange = running;
        if (exchange != null) {
            exchange.reception().began(status, response.headers()::get);
        }
    }

    private void readComplete() {
        PostExchange exchange = running;
        if (!ended || exchange == null) {
            return;
        }
        running = null;
        ended = false;
        // The next one may be on its way here before this one hears of its end.
        exchange.off();
        // A server that answers before it has read the request may never read the rest of it.
        if (keeps && !closed && told > 0 && written.succeeded() && decoder.isDrained()) {
            owner.free(this);
        } else {
            abort();
        }
        exchange.ended();
    }

    private void gone() {
        closed = true;
        PostExchange exchange = running;
        boolean whole = ended;
        running = null;
        ended = false;
        owner.gone(this);
        if (exchange != null && whole) {
            exchange.ended();
        } else if (exchange != null) {
            exchange.lost(cause);
        }
    }

    /** Closes it; its exchange hears nothing of it. */
    void abort() {
        running = null;
        ended = false;
        if (!closed) {
            closed = true;
            // Not by the socket, which waits until all has been written.
            ChannelFuture ignored = socket.channelHandlerContext().close();
        }
    }

    /** Closes it and says why. */
    void fail(Throwable why) {
        PostExchange exchange = running;
        boolean whole = ended;
        abort();
        if (exchange != null && whole) {
            exchange.ended();
        } else if (exchange != null) {
            exchange.lost(why);
        }
    }
}
