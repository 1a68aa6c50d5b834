package dev.sluice.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Secret;
import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Revision;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Seals under random changes: whatever was changed does not open. */
@Tag("R-201")
class SealFuzzTest {
    private static final Optional<Secret> SECRET = Optional.of(new Secret("0123456789012345678901234567890123456789"));

    @Test
    void nothingButWhatWasSealedOpens() throws InterruptedException {
        Sealer sealer = Sealer.of(SECRET, "test");
        Fuzz.check(draw -> {
            byte[] plain = draw.bytes(100);
            String text = sealer.seal(plain);
            String changed = changed(draw, text);

            assertThat(sealer.open(text)).isEqualTo(plain);
            if (!changed.equals(text)) {
                assertThat(sealer.open(changed)).as(changed).isNull();
            }
            assertThat(sealer.open(draw.brokenText(40))).isNull();
        });
    }

    @Test
    void oneKeyDoesNotOpenWhatAnotherSealed() throws InterruptedException {
        Sealer one = Sealer.of(SECRET, "one");
        Sealer other = Sealer.of(SECRET, "other");
        Fuzz.check(draw -> assertThat(other.open(one.seal(draw.bytes(60)))).isNull());
    }

    @Test
    void aSessionIdThatWasChangedIsNone() throws InterruptedException {
        SessionSeal seal = SessionSeal.of(SECRET);
        Fuzz.check(draw -> {
            Session session = new Session(
                    draw.any(Revision.V2024_11_05, Revision.V2025_03_26, Revision.V2025_06_18, Revision.V2025_11_25),
                    draw.anyLong(),
                    draw.anyLong(),
                    SessionSeal.ownerOf(draw.text(5)),
                    new ClientCapabilities(draw.below(128)),
                    seal.newId());
            String text = seal.seal(session);
            String changed = changed(draw, text);

            assertThat(seal.open(text)).isEqualTo(session);
            assertThat(text).matches("[\\x21-\\x7e]+");
            if (!changed.equals(text)) {
                assertThat(seal.open(changed)).as(changed).isNull();
            }
        });
    }

    private static String changed(Draw draw, String text) {
        return switch (draw.below(4)) {
            case 0 -> text + draw.any("=", "==", "\n", " ", "A");
            case 1 -> text.substring(0, text.length() - 1) + draw.any('A', 'B', 'Q', 'g', 'w', '-', '_');
            case 2 -> text.substring(1);
            default -> draw.mutated(text);
        };
    }
}
