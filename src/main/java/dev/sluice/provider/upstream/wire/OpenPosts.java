package dev.sluice.provider.upstream.wire;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a session has posted and whose responses have not ended. Each holds one of a bounded number of connections, so that one
 * that nobody waits for is reset. Confined to the home loop of its upstream.
 */
final class OpenPosts {
    private final Vertx vertx;
    private final long patienceMillis;
    private final Map<Long, HttpClientRequest> waited = new HashMap<>();
    private final Map<HttpClientRequest, Long> timed = new HashMap<>();

    /** @param patienceMillis how long the response to a message may take that nobody waits for */
    OpenPosts(Vertx vertx, long patienceMillis) {
        this.vertx = vertx;
        this.patienceMillis = Math.max(1, patienceMillis);
    }

    /** @param id of a request, which is waited for until it is forgotten; empty for what has no answer */
    void begin(OptionalLong id, HttpClientRequest request) {
        if (id.isPresent()) {
            waited.put(id.getAsLong(), request);
        } else {
            limit(request);
        }
    }

    private void limit(HttpClientRequest request) {
        timed.put(request, vertx.setTimer(patienceMillis, late -> {
            timed.remove(request);
            request.reset();
        }));
    }

    /** Its response has ended, or somebody else looks after it. */
    void end(OptionalLong id, HttpClientRequest request) {
        id.ifPresent(number -> waited.remove(number, request));
        Long timer = timed.remove(request);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /** It has been answered elsewhere: what is left of its response may take as long as that of a note. */
    void answered(long id) {
        HttpClientRequest request = waited.remove(id);
        if (request != null) {
            limit(request);
        }
    }

    /** Nobody waits for this one any more. */
    void forget(long id) {
        HttpClientRequest request = waited.remove(id);
        if (request != null) {
            request.reset();
        }
    }

    /** Nobody waits for the answer to any request; what has none is given its time. */
    void close() {
        new ArrayList<>(waited.keySet()).forEach(this::forget);
    }
}
