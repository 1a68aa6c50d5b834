package dev.sluice.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.RawJson;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** An answer that is read event by event as it comes. */
final class EventReader {
    private final HttpClientRequest request;
    private final HttpClientResponse response;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final Queue<String> comments = new ConcurrentLinkedQueue<>();
    private Buffer pending = Buffer.buffer();
    private volatile boolean ended;
    private volatile boolean broken;

    /** One event as a client sees it; {@code data} is null when the event has none. */
    record Event(
            @Nullable String id,
            @Nullable String type,
            @Nullable String retry,
            @Nullable String data) {
        JsonNode json() {
            return RawJson.of(String.valueOf(data)).tree();
        }

        /** {@code method} of a notification or request, {@code ""} for an answer. */
        String method() {
            return data == null || data.isEmpty() ? "" : json().path("method").asText();
        }
    }

    EventReader(HttpClientResponse response) {
        this.request = response.request();
        this.response = response;
        response.handler(this::take);
        response.endHandler(ignored -> ended = true);
        response.exceptionHandler(ignored -> {
            broken = true;
            ended = true;
        });
    }

    int status() {
        return response.statusCode();
    }

    MultiMap headers() {
        return response.headers();
    }

    List<Event> events() {
        return new ArrayList<>(events);
    }

    /** Events that carry a message. */
    List<Event> messages() {
        return events.stream()
                .filter(event -> event.data() != null && !event.data().isEmpty())
                .toList();
    }

    List<String> comments() {
        return new ArrayList<>(comments);
    }

    boolean isEnded() {
        return ended;
    }

    boolean isBroken() {
        return broken;
    }

    /** Waits for so many messages. */
    List<Event> messages(int count) {
        await().atMost(30, SECONDS).until(() -> messages().size() >= count || ended);
        return messages();
    }

    /** Waits for the end. */
    List<Event> all() {
        await().atMost(30, SECONDS).until(() -> ended);
        return messages();
    }

    /** The id of the last event that has one. */
    String lastId() {
        return events.stream().map(Event::id).filter(id -> id != null).reduce("", (a, b) -> b);
    }

    void pause() {
        response.pause();
    }

    void resume() {
        response.resume();
    }

    /** Goes away without a word. */
    void disconnect() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.reset(8);
        } else {
            request.connection().close();
        }
    }

    private void take(Buffer chunk) {
        pending.appendBuffer(chunk);
        String text = pending.toString(StandardCharsets.UTF_8);
        int from = 0;
        for (int end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n", from)) {
            event(text.substring(from, end));
            from = end + 2;
        }
        pending = Buffer.buffer(text.substring(from));
    }

    private void event(String block) {
        String id = null;
        String type = null;
        String retry = null;
        StringBuilder data = null;
        for (String line : block.split("\n", -1)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (name) {
                case "" -> comments.add(value);
                case "id" -> id = value;
                case "event" -> type = value;
                case "retry" -> retry = value;
                case "data" -> {
                    if (data == null) {
                        data = new StringBuilder(value);
                    } else {
                        data.append('\n').append(value);
                    }
                }
                default -> throw new AssertionError("not a field: " + line);
            }
        }
        if (id != null || data != null || retry != null) {
            events.add(new Event(id, type, retry, data == null ? null : data.toString()));
        }
    }
}
