package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** What became of a posted request. */
class Heard implements PostClient.Reception {
    /** Which of the endings a failure is. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(Throwable cause) {
            super(cause);
        }
    }

    final AtomicInteger endings = new AtomicInteger();
    final AtomicInteger pieces = new AtomicInteger();
    final Promise<Integer> begun = Promise.promise();
    private final Promise<String> body = Promise.promise();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** The whole body, or how it failed. */
    Future<String> body() {
        return body.future();
    }

    @Override
    public void began(int status, PostClient.Headers headers) {
        begun.tryComplete(status);
    }

    @Override
    public void piece(byte[] piece) {
        pieces.incrementAndGet();
        bytes.writeBytes(piece);
    }

    @Override
    public void ended() {
        endings.incrementAndGet();
        body.tryComplete(bytes.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void unsent(Throwable cause) {
        endings.incrementAndGet();
        body.tryFail(cause);
    }

    @Override
    public void lost(Throwable cause) {
        endings.incrementAndGet();
        body.tryFail(new LostException(cause));
    }
}
