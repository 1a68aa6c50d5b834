package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads the body of an answer and no more of it than a bound. */
public final class BoundedBody {
    /** The body is larger than the bound. */
    public static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long bound) {
            super("The answer is larger than " + bound + " bytes.", null, false, false);
        }
    }

    private BoundedBody() {}

    /**
     * Reads a body to its end. To be called at once when the answer has come, on its event loop.
     *
     * @param bound bytes
     * @return fails with a {@link TooLargeException}, after which the connection is closed, or as the connection does
     */
    public static Future<Buffer> read(HttpClientResponse response, long bound) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        // Set before anything can fail: the reset that follows a failure would be logged as an error otherwise.
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(chunk -> {
            if (body.length() + (long) chunk.length() <= bound) {
                body.appendBuffer(chunk);
            } else if (whole.tryFail(new TooLargeException(bound))) {
                response.request().reset();
            }
        });
        return whole.future();
    }
}
