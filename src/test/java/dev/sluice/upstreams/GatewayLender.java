package dev.sluice.upstreams;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.GatewayFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts gateways within this JVM for scripts that need one each, over HTTP on the loopback: {@code POST /start} with a
 * configuration answers with the port of a gateway that serves, {@code POST /stop/PORT} ends it. For scripts a process for each
 * would take seconds. What nobody has ended is ended with it.
 */
final class GatewayLender implements AutoCloseable {
    private static final String START = "/start";
    private static final String STOP = "/stop/";

    private final Map<String, GatewayFixture> lent = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    GatewayLender() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where it listens. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.equals(START)) {
                answer(exchange, 200, start(body));
            } else if (path.startsWith(STOP)) {
                stop(path.substring(STOP.length()));
                answer(exchange, 200, "");
            } else {
                answer(exchange, 404, "nothing here");
            }
        } catch (RuntimeException e) {
            answer(exchange, 500, String.valueOf(e.getMessage()));
        }
    }

    private String start(String configuration) {
        GatewayFixture gateway = GatewayFixture.start(configuration);
        String port = Integer.toString(gateway.port());
        lent.put(port, gateway);
        return port;
    }

    private void stop(String port) {
        GatewayFixture gateway = lent.remove(port);
        if (gateway != null) {
            gateway.close();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        lent.keySet().forEach(this::stop);
        threads.close();
    }
}
