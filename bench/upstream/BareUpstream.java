import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tool server that costs next to nothing: MCP 2026-07-28 over plain HTTP with one tool, {@code forward}, whose answer is fixed but
 * for its id. {@code POST /freeze} makes it answer no call any more, {@code POST /thaw} lets it go on.
 *
 * <p>Run as a source file: {@code java -cp 'target/lib/*' bench/upstream/BareUpstream.java PORT [MILLIS_PER_CALL]}.
 */
public final class BareUpstream {
    private static final Pattern ID = Pattern.compile("\"id\":(\"[^\"]*\"|[0-9]+)");
    private static final String INFO =
            "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"bare\",\"version\":\"1\"}}";
    private static final String DISCOVERY = "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
            + "\"capabilities\":{\"tools\":{}},\"ttlMs\":60000,\"cacheScope\":\"public\"," + INFO + '}';
    private static final String TOOLS = "{\"resultType\":\"complete\",\"tools\":[{\"name\":\"forward\","
            + "\"description\":\"Says what it was told.\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
            + "{\"text\":{\"type\":\"string\"}},\"required\":[\"text\"]}}],\"ttlMs\":60000,\"cacheScope\":\"public\","
            + INFO
            + '}';
    private static final String RESULT =
            "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]," + INFO + '}';

    private final Vertx vertx;
    private final long pause;
    private boolean frozen;

    private BareUpstream(Vertx vertx, long pause) {
        this.vertx = vertx;
        this.pause = pause;
    }

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        BareUpstream upstream = new BareUpstream(vertx, args.length > 1 ? Long.parseLong(args[1]) : 0);
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(args[0])))
                .requestHandler(upstream::handle)
                .listen()
                .onSuccess(server -> System.out.println("upstream: up"))
                .onFailure(cause -> {
                    System.err.println("upstream: " + cause.getMessage());
                    System.exit(1);
                });
    }

    private void handle(HttpServerRequest request) {
        switch (request.path()) {
            case "/freeze" -> freeze(request, true);
            case "/thaw" -> freeze(request, false);
            default -> {
                String method = request.getHeader("Mcp-Method");
                request.body().onSuccess(body -> serve(request, method == null ? "" : method, body));
            }
        }
    }

    private void freeze(HttpServerRequest request, boolean now) {
        frozen = now;
        request.response().end();
    }

    private void serve(HttpServerRequest request, String method, Buffer body) {
        Matcher id = ID.matcher(body.toString());
        String spelled = id.find() ? id.group(1) : "null";
        switch (method) {
            case "server/discover" -> answer(request, spelled, DISCOVERY);
            case "tools/list" -> answer(request, spelled, TOOLS);
            case "tools/call" -> call(request, spelled);
            default -> refuse(request, spelled);
        }
    }

    private void call(HttpServerRequest request, String id) {
        if (frozen) {
            return;
        }
        if (pause > 0) {
            vertx.setTimer(pause, ignored -> answer(request, id, RESULT));
        } else {
            answer(request, id, RESULT);
        }
    }

    private static void answer(HttpServerRequest request, String id, String result) {
        send(request.response(), "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + '}');
    }

    private static void refuse(HttpServerRequest request, String id) {
        send(
                request.response().setStatusCode(404),
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}");
    }

    private static void send(HttpServerResponse response, String body) {
        response.putHeader("Content-Type", "application/json").end(body);
    }
}
