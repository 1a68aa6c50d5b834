package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** URI templates under random input. */
@Tag("R-201")
class UriTemplateFuzzTest {
    @Test
    void whatATemplateExpandsToFitsIt() throws InterruptedException {
        Fuzz.check(draw -> {
            Map<String, String> values = new LinkedHashMap<>();
            StringBuilder template = new StringBuilder("test://");
            StringBuilder uri = new StringBuilder("test://");
            for (int i = 1 + draw.below(4); i > 0; i--) {
                String value = 'v' + draw.text(6);
                values.put("n" + i, value);
                template.append("{n").append(i).append("}/");
                uri.append(escaped(value)).append('/');
            }

            assertThat(UriTemplate.of(template.toString()).match(uri.toString()))
                    .hasValueSatisfying(found -> assertThat(found).isEqualTo(values));
        });
    }

    @Test
    void anyTemplateAndAnyUriGetAnAnswer() throws InterruptedException {
        Fuzz.check(draw -> {
            UriTemplate template;
            try {
                template = UriTemplate.of(draw.any(draw.text(12), "a{x}" + draw.text(3) + "{y}" + draw.text(3)));
            } catch (IllegalArgumentException e) {
                return;
            }
            String uri =
                    draw.any(draw.brokenText(12), draw.mutated(template.text().replace("{", "")), longUri(draw));

            template.match(uri)
                    .ifPresent(found -> assertThat(found.keySet()).containsExactlyElementsOf(template.variables()));
        });
    }

    /** What makes a matcher that goes back over its text take forever. */
    private static String longUri(Draw draw) {
        return draw.any("a", "a%20", "aa").repeat(2_000) + draw.any("", "b", "/");
    }

    private static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
