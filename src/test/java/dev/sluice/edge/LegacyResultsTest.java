package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("R-201")
class LegacyResultsTest {
    private static final RawJson PLAIN =
            RawJson.of("{ \"content\":[{\"type\":\"text\",\"text\":\"1.0\"}],\"x\":null, \"n\": 1.50e+3 }");

    @ParameterizedTest
    @EnumSource(Revision.class)
    void passesOnWhatEveryRevisionCanReadByteForByte(Revision revision) {
        assertThat(LegacyResults.of(Method.TOOLS_CALL, revision, PLAIN)).isSameAs(PLAIN);
        assertThat(LegacyResults.of(Method.PROMPTS_GET, revision, PLAIN)).isSameAs(PLAIN);
    }

    @Test
    void keepsStructuredObjectsAndTheirSpelling() {
        assertThat(tool("{\"structuredContent\":{\"a\": 1.0},\"content\":[]}", Revision.V2025_06_18))
                .isEqualTo("{\"structuredContent\":{\"a\": 1.0},\"content\":[]}");
    }

    @Test
    void leavesOutStructuredContentThatIsNoObject() {
        assertThat(tool("{\"structuredContent\":[1],\"content\":[],\"x\":0.10}", Revision.V2025_11_25))
                .isEqualTo("{\"content\":[],\"x\":0.10}");
        assertThat(tool("{\"structuredContent\":[1]}", Revision.V2025_11_25)).isEqualTo("{}");
    }

    @Test
    void tellsLinksAsTextBeforeTheyExisted() {
        String link = "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"a://b\",\"name\":\"n\"}]}";

        assertThat(tool(link, Revision.V2025_06_18)).isEqualTo(link);
        assertThat(tool(link, Revision.V2025_03_26))
                .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"n: a://b\"}]}");
    }

    @Test
    void tellsOfSoundWhereItCannotBeHeard() {
        String sound = "{\"content\":[{\"type\":\"audio\",\"data\":\"AA==\",\"mimeType\":\"audio/wav\"}]}";

        assertThat(tool(sound, Revision.V2025_03_26)).isEqualTo(sound);
        assertThat(tool(sound, Revision.V2024_11_05))
                .contains("\"type\":\"text\"")
                .contains("audio/wav");
    }

    @Test
    void leavesOutCachingHintsOfResources() {
        RawJson read =
                RawJson.of("{\"contents\":[{\"uri\":\"a:b\", \"text\":\"\"}],\"ttlMs\":0,\"cacheScope\":\"private\"}");

        assertThat(LegacyResults.of(Method.RESOURCES_READ, Revision.V2025_11_25, read))
                .hasToString("{\"contents\":[{\"uri\":\"a:b\", \"text\":\"\"}]}");
    }

    private static String tool(String result, Revision revision) {
        return LegacyResults.of(Method.TOOLS_CALL, revision, RawJson.of(result)).toString();
    }
}
