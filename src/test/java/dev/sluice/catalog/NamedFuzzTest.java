package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-301")
class NamedFuzzTest {
    @Test
    void renamingTouchesTheBytesOfTheNameAndNoOthers() throws InterruptedException {
        Fuzz.check(draw -> {
            String before = draw.oneIn(3) ? "" : "\"a\":" + draw.json(3) + " ,";
            String after = draw.oneIn(3) ? "" : ", \"b\" : " + draw.json(3) + "\n";
            String own = draw.word(12);
            String shown = "p__" + own;
            String spelled = "{ " + before + "\"name\" : " + RawJson.string(own);
            RawJson definition = RawJson.of(spelled + after + "}");
            if (isReadable(definition)) {
                RawJson renamed = Named.definition(definition, own, shown);

                String expected = "{ " + before + "\"name\" : " + RawJson.string(shown) + after + "}";
                assertThat(renamed).hasToString(expected);
            }
        });
    }

    private static boolean isReadable(RawJson json) {
        try {
            RawObject.scan(json);
            return true;
        } catch (MalformedJsonException e) {
            return false;
        }
    }
}
