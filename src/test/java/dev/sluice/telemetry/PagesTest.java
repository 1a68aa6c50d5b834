package dev.sluice.telemetry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Credentials;
import dev.sluice.bus.HealthSource;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Serving;
import dev.sluice.bus.Verdict;
import dev.sluice.bus.Vitals;
import dev.sluice.config.MetricsConfig;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final InstantSource clock = now::get;
    private final AtomicReference<Serving> serving = new AtomicReference<>(Serving.READY);
    private final AtomicReference<Map<String, String>> circuits = new AtomicReference<>(Map.of("demo", "closed"));
    private final Source ledger = new Source("ledger", false);
    private final Source keys = new Source("keys", true);
    private final Telemetry telemetry = Telemetry.create("1.2.3", clock);
    private final Vertx vertx =
            Vertx.builder().withMetrics(telemetry.vertxMetrics()).build();
    private final WebClient client = WebClient.create(vertx);
    private int port;

    /** A part whose answer the test chooses. */
    private static final class Source implements HealthSource {
        private final String name;
        private final boolean vital;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile Supplier<Future<Report>> answer =
                () -> Future.succeededFuture(new Report(true, Map.of("kind", "h2")));

        private Source(String name, boolean vital) {
            this.name = name;
            this.vital = vital;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean vital() {
            return vital;
        }

        @Override
        public Future<Report> check() {
            asked.incrementAndGet();
            return answer.get();
        }
    }

    private final class Load implements Vitals {
        @Override
        public int running() {
            return 2;
        }

        @Override
        public int waiting() {
            return 1;
        }

        @Override
        public Map<String, String> circuits() {
            return Objects.requireNonNull(circuits.get());
        }

        @Override
        public int tools() {
            return 4;
        }

        @Override
        public int connections() {
            return 5;
        }
    }

    @BeforeEach
    void registerCodecs() {
        LocalCodec.register(vertx.eventBus());
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().timeout(30, SECONDS).await();
        telemetry.close();
    }

    private void serve(String... networks) throws Exception {
        NodeView node = new NodeView(
                "1.2.3",
                new Load(),
                () -> List.of(ledger, keys),
                serving::get,
                new MetricsConfig(List.of(networks), "metrics"),
                clock,
                vertx);
        Router router = Router.router(vertx);
        router.route().handler(ctx -> {
            ctx.response().putHeader("X-Request-Id", "n1.0-1");
            ctx.next();
        });
        new HealthPages(node, telemetry.registry()).mount(router, 0);
        new MetricsPages(node, telemetry).mount(router, 0);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .timeout(30, SECONDS)
                .await();
        port = server.actualPort();
    }

    private HttpResponse<Buffer> get(String path, String... headers) throws Exception {
        return send(HttpMethod.GET, path, headers);
    }

    private HttpResponse<Buffer> send(HttpMethod method, String path, String... headers) throws Exception {
        HttpRequest<Buffer> request = client.request(method, port, "127.0.0.1", path);
        for (int i = 0; i < headers.length; i += 2) {
            request.putHeader(headers[i], headers[i + 1]);
        }
        return request.send().timeout(30, SECONDS).await();
    }

    @Test
    @Tag("R-116")
    void showsHealthInTheKnownShape() throws Exception {
        serve("127.0.0.0/8");
        now.set(NOON.plusSeconds(90));

        HttpResponse<Buffer> answer = get("/health");

        JsonObject body = answer.bodyAsJsonObject();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(body.getMap())
                .containsEntry("status", "ok")
                .containsEntry("transport", "http")
                .containsEntry("activeRequests", 2)
                .containsEntry("queueSize", 1)
                .containsEntry("circuitState", "closed")
                .containsEntry("uptime", 90)
                .containsEntry("version", "1.2.3")
                .containsEntry("timestamp", "2026-11-20T12:01:30Z");
        assertThat(body.getJsonObject("checks").fieldNames()).containsExactly("keys", "ledger");
        assertThat(body.getJsonObject("checks").getJsonObject("ledger").getString("kind"))
                .isEqualTo("h2");
    }

    @Test
    @Tag("R-116")
    void keepsDetailsFromStrangersAndFromForwardedRequests() throws Exception {
        serve("127.0.0.0/8");
        JsonObject forwarded = get("/health", "X-Forwarded-For", "127.0.0.1").bodyAsJsonObject();
        assertThat(forwarded.getJsonObject("checks").getJsonObject("ledger").getMap())
                .isEqualTo(Map.of("status", "up"));
        assertThat(get("/metrics", "X-Forwarded-For", "127.0.0.1").statusCode()).isEqualTo(401);
    }

    @Test
    @Tag("R-116")
    void isDegradedByMinorPartsAndOpenBreakersButDownByVitalOnes() throws Exception {
        serve("127.0.0.0/8");
        ledger.answer = () -> Future.succeededFuture(new HealthSource.Report(false, Map.of("reason", "away")));
        now.set(NOON.plusSeconds(2));
        HttpResponse<Buffer> degraded = get("/health");
        assertThat(degraded.statusCode()).isEqualTo(200);
        assertThat(degraded.bodyAsJsonObject().getString("status")).isEqualTo("degraded");

        keys.answer = () -> {
            throw new IllegalStateException("broken check");
        };
        now.set(NOON.plusSeconds(4));
        HttpResponse<Buffer> down = get("/health");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.bodyAsJsonObject().getString("status")).isEqualTo("down");
        assertThat(down.bodyAsString()).doesNotContain("broken check");

        keys.answer = ledger.answer = () -> Future.succeededFuture(new HealthSource.Report(true, Map.of()));
        circuits.set(Map.of("a", "closed", "b", "half_open"));
        now.set(NOON.plusSeconds(6));
        assertThat(get("/health").bodyAsJsonObject().getMap())
                .containsEntry("status", "degraded")
                .containsEntry("circuitState", "half_open");
    }

    @Test
    @Tag("R-116")
    void waitsOneSecondForACheckThatDoesNotAnswer() throws Exception {
        serve("127.0.0.0/8");
        keys.answer = () -> Promise.<HealthSource.Report>promise().future();
        now.set(NOON.plusSeconds(2));

        HttpResponse<Buffer> answer = get("/health");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.bodyAsJsonObject()
                        .getJsonObject("checks")
                        .getJsonObject("keys")
                        .getString("reason"))
                .isEqualTo("no answer in time");
    }

    @Test
    @Tag("R-116")
    void asksTheSourcesOnceASecondHoweverManyAsk() throws Exception {
        serve("127.0.0.0/8");
        get("/health");
        int before = ledger.asked.get();

        for (int i = 0; i < 20; i++) {
            get("/health");
        }
        assertThat(ledger.asked.get()).isEqualTo(before);

        now.set(NOON.plusSeconds(2));
        get("/health");
        assertThat(ledger.asked.get()).isEqualTo(before + 1);
    }

    @Test
    @Tag("R-116")
    void tellsOrchestratorsAboutLifeAndReadiness() throws Exception {
        serve("127.0.0.0/8");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        serving.set(Serving.DRAINING);

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        HttpResponse<Buffer> draining = get("/health");
        assertThat(draining.statusCode()).isEqualTo(503);
        assertThat(draining.bodyAsJsonObject().getString("status")).isEqualTo("draining");
        serving.set(Serving.STARTING);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    @Tag("R-116")
    void answersHeadLikeGetWithoutABody() throws Exception {
        serve("127.0.0.0/8");

        HttpResponse<Buffer> head = send(HttpMethod.HEAD, "/health");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(Integer.parseInt(head.getHeader("Content-Length"))).isPositive();
        assertThat(head.body()).isNull();
    }

    @Test
    @Tag("R-601")
    void givesScrapersTextAndPeopleJson() throws Exception {
        Counter.builder("mcp.errors")
                .description("Refusals by code")
                .tag("code", "TIMEOUT")
                .register(telemetry.registry())
                .increment(3);
        executed("ok", 120);
        executed("tool_error", 3);
        executed("timeout", 2);
        executed("circuit_open", 9);
        Timer.builder("mcp.request.duration")
                .description("Time from the request head to the answer")
                .register(telemetry.registry())
                .record(Duration.ofMillis(3));
        serve("127.0.0.0/8");
        get("/health");

        JsonObject json = get("/metrics").bodyAsJsonObject();
        assertThat(json.getMap())
                .containsEntry("activeRequests", 2)
                .containsEntry("queueSize", 1)
                .containsEntry("connectedClients", 5);
        assertThat(json.getJsonObject("circuitBreaker").getMap())
                .containsEntry("state", "closed")
                .containsEntry("failures", 2)
                .containsEntry("successes", 123);
        assertThat(json.getJsonObject("totals").getDouble("mcp_errors_total")).isEqualTo(3);
        assertThat(json.getJsonObject("totals").getDouble("mcp_total_services")).isEqualTo(2);

        String plain = get("/metrics", "Accept", "text/plain").bodyAsString();
        Map<String, String> types = PrometheusText.families(plain);
        assertThat(types)
                .containsEntry("mcp_errors_total", "counter")
                .containsEntry("mcp_request_duration_seconds", "histogram")
                .containsEntry("mcp_healthy_services", "gauge")
                .containsEntry("mcp_total_services", "gauge")
                .containsEntry("mcp_uptime_percent", "gauge")
                .containsEntry("mcp_build_info", "gauge")
                .containsKeys(
                        "jvm_memory_used_bytes",
                        "vertx_http_server_active_connections",
                        "vertx_eventloop_pending_tasks");
        assertThat(plain).contains("mcp_request_duration_seconds_bucket{le=\"0.005\"} 1");

        HttpResponse<Buffer> scraped = get("/metrics", "User-Agent", "Prometheus/3.0");
        assertThat(scraped.getHeader("Content-Type")).startsWith("text/plain; version=0.0.4");
        HttpResponse<Buffer> open = get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1");
        assertThat(open.getHeader("Content-Type")).startsWith("application/openmetrics-text");
        assertThat(open.bodyAsString()).endsWith("# EOF\n");
        assertThat(PrometheusText.families(get("/metrics/prometheus").bodyAsString()))
                .containsKey("mcp_errors_total");
    }

    private void executed(String outcome, int count) {
        Counter.builder("mcp.tools.executed")
                .description("Calls of a tool by how they ended")
                .tag("tool", "echo")
                .tag("outcome", outcome)
                .register(telemetry.registry())
                .increment(count);
    }

    @Test
    @Tag("R-601")
    void letsOnlyTokensWithTheRoleReadFromElsewhere() throws Exception {
        serve("10.0.0.0/8");
        vertx.eventBus()
                .<Credentials>localConsumer(
                        Addresses.identity(0),
                        message -> message.reply(
                                switch (message.body().bearer()) {
                                    case "admin" -> verified("metrics");
                                    case "user" -> verified("user");
                                    default -> new Verdict.Rejected(Refusal.of(RefusalCode.INVALID_TOKEN));
                                }));

        HttpResponse<Buffer> none = get("/metrics");
        HttpResponse<Buffer> wrong = get("/metrics", "Authorization", "Bearer nonsense");
        HttpResponse<Buffer> user = get("/metrics/prometheus", "Authorization", "Bearer user");
        HttpResponse<Buffer> admin = get("/metrics/prometheus", "Authorization", "bearer admin");

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.getHeader("WWW-Authenticate")).isEqualTo("Bearer realm=\"sluice\"");
        assertThat(data(none).getMap())
                .containsEntry("code", "AUTH_REQUIRED")
                .containsEntry("requestId", "n1.0-1")
                .containsKey("timestamp");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.getHeader("WWW-Authenticate")).contains("invalid_token");
        assertThat(user.statusCode()).isEqualTo(403);
        assertThat(data(user).getString("code")).isEqualTo("INSUFFICIENT_PERMISSIONS");
        assertThat(admin.statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("R-601")
    void letsNobodyInWhenIdentityDoesNotAnswer() throws Exception {
        serve("10.0.0.0/8");

        HttpResponse<Buffer> answer = get("/metrics", "Authorization", "Bearer admin");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.bodyAsString()).doesNotContain("identity");
    }

    @Test
    void followsSourcesThatComeAndGo() throws Exception {
        // given
        List<HealthSource> sources = new java.util.concurrent.CopyOnWriteArrayList<>(List.of(ledger));
        HealthMonitor monitor = new HealthMonitor(
                new NodeView(
                        "1.2.3",
                        new Load(),
                        () -> List.copyOf(sources),
                        serving::get,
                        new MetricsConfig(List.of(), "metrics"),
                        clock,
                        vertx),
                telemetry.registry());
        assertThat(names(monitor)).containsExactly(ledger.name());

        // when
        sources.clear();
        sources.add(keys);
        now.set(NOON.plusSeconds(2));

        // then
        assertThat(names(monitor)).containsExactly(keys.name());
        monitor.close();
    }

    private static List<String> names(HealthMonitor monitor) {
        return monitor.checks().timeout(30, SECONDS).await().answers().stream()
                .map(Checks.Answer::name)
                .toList();
    }

    private static JsonObject data(HttpResponse<Buffer> answer) {
        return answer.bodyAsJsonObject().getJsonObject("error").getJsonObject("data");
    }

    private static Verdict verified(String role) {
        return new Verdict.Verified(
                new Principal("iss", "alice", Set.of(role), Set.of(), Map.of(), NOON.plusSeconds(60)));
    }

    @Test
    @Tag("R-601")
    void accountsForTheTimeItWasWell() throws Exception {
        serve("127.0.0.0/8");
        await().atMost(Duration.ofSeconds(30)).until(() -> percent() == 100);

        serving.set(Serving.DRAINING);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            now.updateAndGet(it -> it.plusSeconds(1));
            return percent() < 90;
        });
    }

    private double percent() {
        return telemetry.registry().get("mcp.uptime.percent").gauge().value();
    }
}
