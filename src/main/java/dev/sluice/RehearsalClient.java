package dev.sluice;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** One client of a rehearsal, on one connection. Used by one thread. */
final class RehearsalClient {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{},"
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"rehearsal\",\"version\":\"1\"}}";
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"rehearsal\",\"version\":\"1\"}}}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    private static final String ENVELOPE =
            "{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/execute\",\"params\":{"
                    + "\"name\":\"hello_world\",\"input\":{\"name\":\"Ada\"}}}";
    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    private final URI endpoint;
    private final String token;
    private final HttpClient http;

    /** @param certificate the only one that is trusted */
    RehearsalClient(int port, String token, Path certificate) throws IOException, GeneralSecurityException {
        this.endpoint = URI.create("https://localhost:" + port + "/mcp");
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(certificate))
                .build();
    }

    /**
     * Calls one after the other, of each kind at least once.
     *
     * @param end by {@link System#nanoTime}
     * @return the number of calls
     * @throws IllegalStateException when a call is not answered with success
     */
    long callUntil(long end) throws IOException, InterruptedException {
        String session = openSession();
        List<HttpRequest> all = List.of(
                call("new_hello_world"),
                call("new_hello_world"),
                call("hello_world"),
                call("old_hello_world"),
                modern("tools/list", "{" + META + "}").build(),
                inSession(session, "new_hello_world"),
                inSession(session, "old_hello_world"),
                post(ENVELOPE).build());
        long calls = 0;
        while (calls < all.size() || System.nanoTime() - end < 0) {
            send(all.get((int) (calls % all.size())));
            calls++;
        }
        return calls;
    }

    private String openSession() throws IOException, InterruptedException {
        String session = send(post(INITIALIZE).build())
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow(() -> new IllegalStateException("initialize gave no session"));
        send(post(INITIALIZED).header("Mcp-Session-Id", session).build());
        return session;
    }

    private HttpRequest call(String tool) {
        return modern("tools/call", "{" + arguments(tool) + "," + META + "}")
                .header("Mcp-Name", tool)
                .build();
    }

    private HttpRequest.Builder modern(String method, String params) {
        return post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
    }

    private HttpRequest inSession(String session, String tool) {
        return post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + arguments(tool) + "}}")
                .header("MCP-Protocol-Version", "2025-11-25")
                .header("Mcp-Session-Id", session)
                .build();
    }

    private static String arguments(String tool) {
        return "\"name\":\"" + tool + "\",\"arguments\":{\"name\":\"Ada\"}";
    }

    private HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        boolean well = response.statusCode() == ACCEPTED
                || (response.statusCode() == OK && !response.body().contains("\"isError\":true"));
        if (!well) {
            throw new IllegalStateException("a call was answered " + response.statusCode() + " " + response.body());
        }
        return response;
    }

    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
