package dev.sluice.edge.http;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one request up to a bound and within the time for a whole request. A request that has been paused
 * is resumed. Confined to the event loop of the shard.
 */
public final class BodyReader {
    /** RFC 9113, 7. */
    private static final long ENHANCE_YOUR_CALM = 0xb;

    private final HttpServerRequest request;
    private final ConnectionWatch watch;
    private final long limit;
    private final Promise<RawJson> promise;
    private @Nullable Buffer first;
    private @Nullable Buffer rest;
    private long size;
    private boolean over;

    private BodyReader(HttpServerRequest request, ConnectionWatch watch, long limit) {
        this.request = request;
        this.watch = watch;
        this.limit = limit;
        this.promise = Promise.promise();
    }

    /**
     * @param since when the request began, by {@link System#nanoTime}
     * @return completes with the whole body; fails with TOO_LARGE once it is larger than {@code limit} (the rest is
     *     then read and thrown away), with CANCELLED when the connection ends or is cut for being slow
     */
    public static Future<RawJson> read(HttpServerRequest request, ConnectionWatch watch, long limit, long since) {
        return new BodyReader(request, watch, limit).start(since);
    }

    /** The announced length, 0 for no body, -1 when there may be one of unknown length. */
    public static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            boolean unknown = request.version() == HttpVersion.HTTP_2
                    ? request.method().equals(HttpMethod.POST)
                    : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
            return unknown ? -1 : 0;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The refusal of a body above the bound. */
    public static Refusal tooLarge(long limit) {
        return Refusal.of(RefusalCode.TOO_LARGE, "The body is larger than " + limit + " bytes.")
                .with("limit", limit);
    }

    private Future<RawJson> start(long since) {
        if (request.isEnded()) {
            promise.complete(RawJson.of(""));
            return promise.future();
        }
        request.handler(this::onChunk);
        request.endHandler(ignored -> onEnd());
        request.exceptionHandler(this::onFailure);
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
        watch.await(this, since, this::cut);
        request.resume();
        return promise.future();
    }

    private void onChunk(Buffer chunk) {
        size += chunk.length();
        if (over || promise.future().isComplete()) {
            return;
        }
        if (size > limit) {
            over = true;
            first = null;
            rest = null;
            promise.fail(tooLarge(limit).asException());
        } else if (first == null) {
            first = chunk;
        } else {
            if (rest == null) {
                rest = Buffer.buffer(first.length() + chunk.length() * 2).appendBuffer(first);
            }
            rest.appendBuffer(chunk);
        }
    }

    private void onEnd() {
        watch.done(this);
        if (!over && !promise.future().isComplete()) {
            Buffer whole = rest != null ? rest : first;
            byte[] bytes = whole == null ? new byte[0] : whole.getBytes();
            promise.complete(RawJson.view(bytes, 0, bytes.length));
        }
    }

    /** Over HTTP/2 only this request ends: others on the connection may be of other callers behind the same proxy. */
    private void cut() {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
            return;
        }
        request.response().reset(ENHANCE_YOUR_CALM);
        promise.tryFail(Refusal.of(RefusalCode.CANCELLED).asException());
    }

    private void onFailure(Throwable ignored) {
        watch.done(this);
        promise.tryFail(Refusal.of(RefusalCode.CANCELLED).asException());
    }
}
