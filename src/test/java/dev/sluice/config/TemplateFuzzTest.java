package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Fuzz;
import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Paths of REST tools under random input. */
@Tag("R-407")
class TemplateFuzzTest {
    @Test
    void aPathThatIsAcceptedStaysThePathOfItsAddress() throws InterruptedException {
        Fuzz.check(draw -> {
            String text = "/" + draw.any(draw.text(8), draw.mutated("items/{id}/parts/{part.no}"), "a/" + draw.text(3));
            String path;
            try {
                path = TemplateText.path(text);
            } catch (IllegalArgumentException e) {
                return;
            }
            String filled = path;
            for (String name : TemplateText.names(path)) {
                filled = filled.replace("{" + name + "}", "1");
            }

            URI whole = URI.create("https://api.example.com/v1" + filled);

            assertThat(whole.getHost()).isEqualTo("api.example.com");
            assertThat(whole.getRawPath()).isEqualTo("/v1" + filled);
            assertThat(whole.getRawQuery()).isNull();
            assertThat(whole.getRawFragment()).isNull();
            assertThat(whole.normalize().getRawPath()).startsWith("/v1");
        });
    }
}
