package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lists show of prompts, resources and templates. */
@Tag("R-201")
@Tag("R-202")
class DefinitionsTest {
    private static final String META = "{ \"com.example/icon\":1.0 }";

    @Test
    void showsTitlesAndMetadataAsTheirAuthorSpelledThem() {
        PromptSpec prompt =
                PromptSpec.of("ask", "Ask", "Asks.").meta(META).allow("clerk").meta(META);
        ResourceSpec resource = ResourceSpec.of("a:b", "b", "B.", "text/plain")
                .titled("The \"b\"")
                .meta(META)
                .allow("clerk");
        TemplateSpec template =
                TemplateSpec.of("a://{b}", "b", "", "").titled("All").meta(META).allow("clerk");

        assertThat(Definitions.prompt("p", prompt).definition())
                .hasToString("{\"name\":\"ask\",\"title\":\"Ask\",\"description\":\"Asks.\",\"arguments\":[],\"_meta\":"
                        + META + '}');
        assertThat(Definitions.resource("p", resource).definition())
                .hasToString("{\"uri\":\"a:b\",\"name\":\"b\",\"title\":\"The \\\"b\\\"\",\"description\":\"B.\","
                        + "\"mimeType\":\"text/plain\",\"_meta\":" + META + '}');
        assertThat(Definitions.template("p", template).definition())
                .hasToString("{\"uriTemplate\":\"a://{b}\",\"name\":\"b\",\"title\":\"All\",\"_meta\":" + META + '}');
        assertThat(Definitions.template("p", template).roles()).containsExactly("clerk");
    }

    @Test
    void saysNothingOfWhatThereIsNot() {
        assertThat(Definitions.resource("p", ResourceSpec.of("a:b", "b", "", ""))
                        .definition())
                .hasToString("{\"uri\":\"a:b\",\"name\":\"b\"}");
    }

    @Test
    void refusesMetadataThatIsNoObject() {
        assertThatThrownBy(() -> SpecCheck.prompts(
                        "mine", List.of(PromptSpec.of("ask", "", "").meta("[]"))))
                .hasMessageContaining("\"ask\": its _meta must be an object.");
        assertThatThrownBy(() -> SpecCheck.resources(
                        "mine", List.of(ResourceSpec.of("a:b", "b", "", "").meta("1"))))
                .hasMessageContaining("\"a:b\": its _meta must be an object.");
        assertThatThrownBy(() -> SpecCheck.templates(
                        "mine", List.of(TemplateSpec.of("a://{b}", "b", "", "").meta("{"))))
                .hasMessageContaining("_meta is not valid JSON");
    }
}
