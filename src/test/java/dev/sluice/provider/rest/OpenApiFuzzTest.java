package dev.sluice.provider.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Documents of services that nobody has read before. */
@Tag("R-304")
class OpenApiFuzzTest {
    @Test
    void anyDocumentIsReadOrRefused() throws IOException, InterruptedException {
        String json = Files.readString(Path.of("src/test/resources/openapi/shop-3.1.json"));
        String yaml = Files.readString(Path.of("src/test/resources/openapi/shop-3.0.yaml"));
        Endpoints endpoints = Endpoints.at("https://api.test/v1");

        Fuzz.check(draw -> {
            String text = draw.mutated(draw.any(json, yaml));
            try {
                OpenApiReader.Read read = OpenApiReader.read(
                        "service", endpoints.built(), DocumentText.parse(text.getBytes(StandardCharsets.UTF_8)));
                for (Operation operation : read.operations()) {
                    assertThat(operation.name()).matches("[A-Za-z0-9_.-]{1,64}");
                    assertThat(operation
                                    .tool()
                                    .inputSchema()
                                    .tree()
                                    .path("type")
                                    .asText())
                            .isEqualTo("object");
                }
            } catch (RestSetupException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        });
    }
}
