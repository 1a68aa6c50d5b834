package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

@Tag("R-504")
class SizesAndDurationsTest {
    @Property
    void aDurationComesBackFromItsText(@ForAll @LongRange(min = 0, max = 900_000_000_000L) long millis) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(DurationText.parse(DurationText.of(duration))).isEqualTo(duration);
    }

    @Property
    void wholeUnitsComeBackAsTheyWereWritten(@ForAll @LongRange(min = 1, max = 23) long n) {
        for (String unit : new String[] {"ms", "s", "m", "h", "d"}) {
            assertThat(DurationText.of(DurationText.parse(n + unit))).isEqualTo(n + unit);
        }
        for (String unit : new String[] {"B", "KiB", "MiB", "GiB"}) {
            assertThat(Bytes.parse(n + unit)).hasToString(n + unit);
        }
    }

    @Property
    void aSizeComesBackFromItsText(@ForAll @LongRange(min = 0, max = 1L << 40) long count) {
        Bytes bytes = new Bytes(count);

        assertThat(Bytes.parse(bytes.toString())).isEqualTo(bytes);
    }

    @Property
    void anyOtherTextIsRefusedAndNeverBreaksAnything(@ForAll @StringLength(max = 20) String text) {
        if (!text.matches(DurationText.PATTERN)) {
            assertThatIllegalArgumentException().isThrownBy(() -> DurationText.parse(text));
        }
        if (!text.matches("[0-9]+(B|KiB|MiB|GiB)")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Bytes.parse(text));
        }
    }

    @Property
    void largeNumbersAreReadOrRefused(@ForAll @LongRange(min = 0) long n) {
        for (String unit : new String[] {"B", "KiB", "MiB", "GiB"}) {
            try {
                assertThat(Bytes.parse(n + unit).count()).isGreaterThanOrEqualTo(n);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("is ");
            }
        }
    }
}
