package dev.sluice.provider.outbound;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;

/**
 * Netty's decoder of responses, in its strict ways, which lets bytes in only while a response is due. Without that it would keep the beginning of
 * something that nobody asked for until the next request, whose answer it would then seem to be.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    /** Bytes of a response's status line. */
    static final int LONGEST_LINE = 4096;
    /** Bytes of a response's headers. */
    static final int MAX_HEADERS = 16 * 1024;

    private static final int LONGEST_PIECE = 64 * 1024;

    private final BooleanSupplier due;
    private final Runnable stray;

    /**
     * @param due whether a response is awaited and has not ended
     * @param stray told of bytes that come otherwise; they are dropped
     */
    ResponseDecoder(BooleanSupplier due, Runnable stray) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(LONGEST_PIECE)
                .setStrictLineParsing(true));
        this.due = due;
        this.stray = stray;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (due.getAsBoolean()) {
            super.channelRead(context, bytes);
        } else {
            ReferenceCountUtil.release(bytes);
            stray.run();
        }
    }

    /** Whether nothing is left of the bytes that came. */
    boolean isDrained() {
        return actualReadableBytes() == 0;
    }
}
