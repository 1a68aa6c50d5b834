package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cursors under random input. */
@Tag("R-201")
@Tag("R-202")
class ListCursorFuzzTest {
    @Test
    void aCursorIsUsableOrRefused() throws InterruptedException {
        Fuzz.check(draw -> {
            ListCursor made = new ListCursor(draw.below(Integer.MAX_VALUE), draw.below(Integer.MAX_VALUE));
            String text = draw.any(
                    draw.mutated(made.text()),
                    draw.brokenText(12),
                    base64("1." + draw.any("0", "-1", "99", draw.text(2)) + '.' + draw.any("0", "-1", "2147483648")));

            assertThat(ListCursor.of(made.text())).isEqualTo(made);
            try {
                assertThat(ListCursor.of(text).offset()).isNotNegative();
            } catch (RefusedException e) {
                assertThat(e.refusal().code()).isEqualTo(RefusalCode.INVALID_PARAMS);
            }
        });
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
