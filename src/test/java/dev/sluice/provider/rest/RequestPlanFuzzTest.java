package dev.sluice.provider.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.RawJson;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the arguments are, they stay in the place that the configuration has for them. */
@Tag("R-304")
@Tag("R-407")
class RequestPlanFuzzTest {
    private static final RequestPlan PLAN = new RequestPlan(
            HttpMethod.GET,
            PathTemplate.of("/base", "/a/{x}/b-{y.z}/{x}", PathTemplate.Slot::of),
            List.of(
                    new QueryPart.Written("q", TextTemplate.of("{x}")),
                    new QueryPart.Written("r", TextTemplate.of("<{y.z}>")),
                    new QueryPart.Described("s", "s", QueryPart.Style.FORM, true, Set.of("q", "r", "s"))),
            List.of(new HeaderPart.Written("X-H", TextTemplate.of("{x}"))),
            null);

    @Test
    void noArgumentChangesHostPathOrQuery() throws InterruptedException {
        Fuzz.check(draw -> {
            String x = value(draw);
            String z = value(draw);
            RequestPlan.Planned planned;
            try {
                planned = PLAN.with(RawJson.of("{\"x\":" + draw.string(x) + ",\"y\":{\"z\":" + draw.string(z)
                        + "},\"s\":" + members(draw) + "}"));
            } catch (BadArgumentException refused) {
                return;
            }

            URI uri = URI.create("http://host" + planned.target());
            String[] segments = uri.getRawPath().split("/", -1);
            assertThat(uri.getRawAuthority()).isEqualTo("host");
            assertThat(uri.getRawFragment()).isNull();
            assertThat(uri.normalize()).isEqualTo(uri);
            assertThat(segments).hasSize(6).startsWith("", "base", "a");
            assertThat(decoded(segments[3])).isEqualTo(x).isEqualTo(decoded(segments[5]));
            assertThat(decoded(segments[4])).isEqualTo("b-" + z);
            assertThat(decoded(uri.getRawPath()).replace('\\', '/') + '/').doesNotContain("/../", "/./");
            List<String> names = new ArrayList<>();
            for (String pair : uri.getRawQuery().split("&", -1)) {
                names.add(decoded(pair.split("=", 2)[0]));
            }
            assertThat(names.subList(0, 2)).containsExactly("q", "r");
            assertThat(names.subList(2, names.size())).doesNotContain("q", "r", "s");
            assertThat(planned.headers().get("X-H")).matches("[\\x20-\\x7e]*").isEqualTo(x.strip());
        });
    }

    private static String value(Draw draw) {
        return draw.any(
                draw.text(4),
                draw.brokenText(2),
                draw.any(
                                "..",
                                ".",
                                "%2e%2e",
                                "%2E",
                                "a/../b",
                                "..%2f",
                                "//evil.test",
                                "@evil.test",
                                "\\..\\",
                                "..;",
                                "?q=1")
                        + draw.any("", draw.text(1)));
    }

    private static String members(Draw draw) {
        return "{" + draw.string(draw.any("q", "t", "a&q", "q\u0000", draw.text(2))) + ":" + draw.string(draw.text(2))
                + "}";
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
