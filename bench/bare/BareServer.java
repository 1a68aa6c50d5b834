import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Sluice is priced against: HTTPS on Vert.x with one handler that reads a tools/call of echo as a Jackson tree and
 * answers it. No router, no token, no limits, no queue, no breaker, no metrics, no audit.
 *
 * <p>Run as a source file: {@code java -cp 'target/lib/*' bench/bare/BareServer.java PORT KEY CERT jdk|openssl}.
 */
public final class BareServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BareServer() {}

    public static void main(String[] args) {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.WARN);
        }
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(Integer.parseInt(args[0]))
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions().setKeyPath(args[1]).setCertPath(args[2]));
        if (args[3].equals("openssl")) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        vertx.createHttpServer(options)
                .requestHandler(BareServer::handle)
                .listen()
                .onSuccess(
                        server -> System.out.println("bare: up, native transport " + vertx.isNativeTransportEnabled()))
                .onFailure(cause -> {
                    System.err.println("bare: " + cause.getMessage());
                    System.exit(1);
                });
    }

    private static void handle(HttpServerRequest request) {
        request.body()
                .map(BareServer::echo)
                .onSuccess(answer -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(answer))
                .onFailure(cause -> request.response().setStatusCode(400).end());
    }

    private static Buffer echo(Buffer body) {
        try {
            JsonNode call = JSON.readTree(body.getBytes());
            ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
            answer.set("id", call.get("id"));
            answer.putObject("result")
                    .putArray("content")
                    .addObject()
                    .put("type", "text")
                    .put("text", call.at("/params/arguments/text").asText());
            return Buffer.buffer(JSON.writeValueAsBytes(answer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
