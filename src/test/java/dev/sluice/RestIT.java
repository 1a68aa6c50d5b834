package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A REST service as tools, through the whole gateway and by configuration alone. */
@Tag("R-304")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestIT {
    private static final String DOCUMENT = """
            openapi: 3.1.0
            info: {title: Weather, version: "1"}
            paths:
              /stations/{id}:
                get:
                  operationId: getStation
                  summary: One station
                  parameters:
                    - {name: id, in: path, required: true, schema: {type: integer}}
                  responses: {"200": {description: ok, content: {application/json: {schema: {type: object}}}}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private GatewayFixture gateway;

    @BeforeAll
    void start() throws java.util.concurrent.TimeoutException {
        int port = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS)
                .actualPort();
        gateway = GatewayFixture.start("""
                limits: {perUser: 0}
                rest:
                  weather:
                    url: http://localhost:%d/v1
                    openapi: /openapi.yaml
                    prefix: ""
                    rename: {getStation: station}
                    headers: {X-Key: "${WEATHER_KEY}"}
                    tools:
                      forecast:
                        description: Forecast of a city
                        method: GET
                        path: /forecast/{city}
                        query: {units: "{units}"}
                        input:
                          type: object
                          properties: {city: {type: string}, units: {type: string}}
                          required: [city]
                        readOnly: true
                  private:
                    url: http://localtest.invalid
                    prefix: ""
                    tools:
                      unreachable:
                        description: Leads nowhere
                        method: GET
                        path: /x
                """.formatted(port), Map.of("WEATHER_KEY", "k-1"));
    }

    @AfterAll
    void stop() throws java.util.concurrent.TimeoutException {
        gateway.close();
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void listsWhatTheConfigurationAndTheDocumentDescribe() {
        JsonNode tools =
                gateway.as("alice").modern("tools/list", "", Map.of()).json().at("/result/tools");

        assertThat(tools.findValuesAsText("name")).contains("forecast", "station", "unreachable");
    }

    @Test
    @Tag("R-408")
    void callsTheServiceWithTheGatewaysOwnCredentialsAndNotTheCallers() {
        Answer answer = gateway.as("alice").call("forecast", "{\"city\":\"a/b\",\"units\":\"metric\"}");

        assertThat(answer.json().at("/result/structuredContent/t").toString()).isEqualTo("1.5");
        assertThat(answer.text()).contains("{\"t\":1.50}");
        assertThat(asked).contains("GET /v1/forecast/a%2Fb?units=metric k-1 null");
    }

    @Test
    void callsAnOperationOfTheDocument() {
        Answer answer = gateway.as("alice").call("station", "{\"id\":7}");

        assertThat(answer.json().at("/result/structuredContent/t").toString()).isEqualTo("1.5");
        assertThat(asked).contains("GET /v1/stations/7 k-1 null");
    }

    @Test
    void refusesArgumentsThatDoNotFitBeforeTheServiceIsAsked() {
        Answer answer = gateway.as("alice").call("station", "{\"id\":\"seven\"}");

        assertThat(answer.json().at("/result/isError").asBoolean()).isTrue();
        assertThat(asked).noneMatch(line -> line.contains("seven"));
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.method() + " " + request.uri() + " " + request.getHeader("X-Key") + " "
                + request.getHeader("Authorization"));
        boolean document = request.path().endsWith(".yaml");
        request.response()
                .putHeader("Content-Type", document ? "application/yaml" : "application/json")
                .end(document ? DOCUMENT : "{\"t\":1.50}");
    }
}
