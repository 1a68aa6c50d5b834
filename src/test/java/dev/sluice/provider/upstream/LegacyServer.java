package dev.sluice.provider.upstream;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server of legacy revisions on a real socket that does what a test says: Streamable HTTP at {@code /mcp}, HTTP+SSE at
 * {@code /sse}. Everything happens on one event loop.
 */
final class LegacyServer implements AutoCloseable {
    /** Answers to questions, of all methods. */
    static final String ANSWERS = "(answers)";

    private static final String HELLO = ": hello\n\n";

    final List<JsonObject> received = new CopyOnWriteArrayList<>();
    /** Method, path and session of what came in. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    final Map<String, Session> sessions = new ConcurrentHashMap<>();
    final Map<String, Consumer<Turn>> tools = new ConcurrentHashMap<>();
    final Map<String, Consumer<Turn>> methods = new ConcurrentHashMap<>();
    /** What follows an event, for who comes back with its id. */
    final Map<String, Consumer<Turn>> resumed = new ConcurrentHashMap<>();

    volatile String revision = "2025-11-25";
    volatile String capabilities = "{\"tools\":{\"listChanged\":true},\"logging\":{},\"completions\":{},"
            + "\"resources\":{\"subscribe\":true}}";
    volatile boolean streams = true;
    volatile boolean streamable = true;
    volatile String endpoint = "/messages?sessionId=";
    volatile int refusedStatus;

    /** What is never answered with a status: a method, or {@link #ANSWERS}. */
    volatile String deafTo = "";
    /** Sees the responses that are never given. */
    volatile Consumer<HttpServerResponse> notes = unanswered -> {};
    /** Takes the stream of a session as soon as it is open. */
    volatile @Nullable Consumer<HttpServerResponse> opened;
    /** Answers to questions that were posted. */
    final AtomicInteger answers = new AtomicInteger();

    private final Map<String, Handler<JsonObject>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final HttpServer server;

    /** One session; its own stream is where questions of HTTP+SSE go as well. */
    static final class Session {
        final String id;
        final boolean sse;
        volatile JsonObject client = new JsonObject();
        volatile @Nullable HttpServerResponse stream;
        /** What was said before there was a stream. */
        private final Queue<String> early = new ArrayDeque<>();

        Session(String id, boolean sse) {
            this.id = id;
            this.sse = sse;
        }

        synchronized void event(String text) {
            HttpServerResponse open = stream;
            String event = "event: message\ndata: " + text + "\n\n";
            if (open == null) {
                early.add(event);
            } else {
                open.write(event);
            }
        }

        /** The test knows of a stream before its client does. */
        synchronized void open(HttpServerResponse response, String first) {
            stream = response;
            response.write(first);
            early.forEach(response::write);
            early.clear();
        }
    }

    /** One request and what is answered to it. */
    final class Turn {
        final Session session;
        final JsonObject message;
        final @Nullable HttpServerResponse response;

        Turn(Session session, JsonObject message, @Nullable HttpServerResponse response) {
            this.session = session;
            this.message = message;
            this.response = response;
        }

        JsonObject params() {
            return message.getJsonObject("params", new JsonObject());
        }

        /** Answers with a result, spelled as it is. */
        void result(String result) {
            last("{\"jsonrpc\":\"2.0\",\"id\":" + message.getValue("id") + ",\"result\":" + result + "}");
        }

        void error(String error) {
            last("{\"jsonrpc\":\"2.0\",\"id\":" + message.getValue("id") + ",\"error\":" + error + "}");
        }

        /** Answers with nothing but a status. */
        void refuse(int status) {
            HttpServerResponse open = response;
            if (open != null) {
                open.setStatusCode(status).end();
            }
        }

        private void last(String text) {
            if (response == null) {
                session.event(text);
            } else if (response.headWritten()) {
                response.end("event: message\ndata: " + text + "\n\n");
            } else {
                response.putHeader("Content-Type", "application/json").end(text);
            }
        }

        /** Sends something before the result. */
        void event(String text) {
            if (response == null) {
                session.event(text);
            } else {
                raw("event: message\ndata: " + text + "\n\n");
            }
        }

        /** The response to a message that was posted to the endpoint of all. */
        HttpServerResponse posted() {
            return Objects.requireNonNull(response, "not over Streamable HTTP");
        }

        void raw(String piece) {
            HttpServerResponse open = response;
            if (open != null) {
                if (!open.headWritten()) {
                    open.setChunked(true).putHeader("Content-Type", "text/event-stream");
                }
                open.write(piece);
            }
        }

        void hangUp() {
            HttpServerResponse open = response;
            if (open != null) {
                open.end();
            }
        }

        /** Loses the connection once what was sent has arrived. */
        void breakOff() {
            HttpServerResponse open = response;
            if (open != null) {
                open.write("").onSuccess(sent -> open.reset());
            }
        }

        void note(String method, String params) {
            event("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
        }

        void ask(String method, String params, Handler<JsonObject> answer) {
            event(question(method, params, answer));
        }
    }

    /** The text of a question whose answer is waited for. */
    String question(String method, String params, Handler<JsonObject> answer) {
        String id = "s" + count.incrementAndGet();
        asked.put(id, answer);
        return "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    LegacyServer(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(this::handle);
        try {
            server.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    int port() {
        return server.actualPort();
    }

    /** How often a method has been received. */
    long count(String method) {
        return received.stream()
                .filter(one -> method.equals(one.getString("method")))
                .count();
    }

    private void handle(HttpServerRequest request) {
        String session = request.getHeader("Mcp-Session-Id");
        requests.add(request.method() + " " + request.path() + (session == null ? "" : " " + session));
        if (refusedStatus > 0) {
            request.response().setStatusCode(refusedStatus).end();
        } else if (request.path().equals("/mcp")) {
            streamable(request, session);
        } else if (request.path().equals("/sse") && request.method().equals(HttpMethod.GET)) {
            openSse(request);
        } else if (request.path().equals("/messages")) {
            Session known = sessions.get(request.getParam("sessionId"));
            request.body().onSuccess(body -> {
                if (known == null || !isDeaf(body.toJsonObject(), request.response())) {
                    request.response().setStatusCode(known == null ? 404 : 202).end();
                }
                if (known != null) {
                    receive(known, body.toJsonObject(), null);
                }
            });
        } else {
            request.response().setStatusCode(405).end();
        }
    }

    private void openSse(HttpServerRequest request) {
        Session session = new Session("e" + count.incrementAndGet(), true);
        sessions.put(session.id, session);
        HttpServerResponse response = stream(request);
        response.closeHandler(gone -> sessions.remove(session.id));
        session.open(response, HELLO + "event: endpoint\ndata: " + endpoint + session.id + "\n\n");
    }

    private static HttpServerResponse stream(HttpServerRequest request) {
        return request.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .exceptionHandler(gone -> {});
    }

    private void streamable(HttpServerRequest request, @Nullable String id) {
        Session known = id == null ? null : sessions.get(id);
        if (!streamable) {
            request.response().setStatusCode(405).end();
        } else if (request.method().equals(HttpMethod.DELETE)) {
            boolean there = id != null && sessions.remove(id) != null;
            request.response().setStatusCode(there ? 204 : 404).end();
        } else if (request.method().equals(HttpMethod.GET)) {
            get(request, known);
        } else {
            request.body().onSuccess(body -> post(request, known, id != null, body.toJsonObject()));
        }
    }

    private void get(HttpServerRequest request, @Nullable Session known) {
        String from = request.getHeader("Last-Event-ID");
        Consumer<Turn> rest = from == null ? null : resumed.get(from);
        if (known == null) {
            request.response().setStatusCode(404).end();
        } else if (rest != null) {
            HttpServerResponse response = stream(request);
            response.write(HELLO);
            rest.accept(new Turn(known, new JsonObject(), response));
        } else if (!streams) {
            request.response().setStatusCode(405).end();
        } else {
            known.open(stream(request), HELLO);
            Consumer<HttpServerResponse> taker = opened;
            if (taker != null) {
                taker.accept(Objects.requireNonNull(known.stream));
            }
        }
    }

    private void post(HttpServerRequest request, @Nullable Session known, boolean named, JsonObject message) {
        HttpServerResponse response = request.response();
        response.exceptionHandler(gone -> {});
        if (known == null && !"initialize".equals(message.getString("method"))) {
            response.setStatusCode(named ? 404 : 400).end();
        } else if (known == null) {
            Session session = new Session("h" + count.incrementAndGet(), false);
            sessions.put(session.id, session);
            response.putHeader("Mcp-Session-Id", session.id);
            receive(session, message, response);
        } else {
            boolean bare = !message.containsKey("id") || !message.containsKey("method");
            if (bare && !isDeaf(message, response)) {
                response.setStatusCode(202).end();
            }
            message.put("version", request.getHeader("MCP-Protocol-Version"));
            receive(known, message, response);
        }
    }

    private boolean isDeaf(JsonObject message, HttpServerResponse response) {
        boolean deaf = message.getString("method", ANSWERS).equals(deafTo);
        if (deaf) {
            notes.accept(response);
        }
        return deaf;
    }

    private void receive(Session session, JsonObject message, @Nullable HttpServerResponse response) {
        received.add(message);
        String method = message.getString("method");
        if (method == null) {
            answers.incrementAndGet();
            Handler<JsonObject> waiting = asked.remove(String.valueOf(message.getValue("id")));
            if (waiting != null) {
                waiting.handle(message);
            }
            return;
        }
        Turn turn = new Turn(session, message, response);
        Consumer<Turn> script =
                method.equals("tools/call") ? tools.get(turn.params().getString("name")) : methods.get(method);
        if (script != null) {
            script.accept(turn);
        } else if (method.equals("initialize")) {
            session.client = turn.params().getJsonObject("capabilities");
            turn.result("{\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities
                    + ",\"serverInfo\":{\"name\":\"scripted\",\"version\":\"1\"}}");
        } else if (message.containsKey("id")) {
            turn.result("{\"tools\":[],\"resources\":[],\"resourceTemplates\":[]}");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
