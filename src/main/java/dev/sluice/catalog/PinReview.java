package dev.sluice.catalog;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;

/**
 * What people do with definitions that wait to be reviewed, beside a gateway that runs: they look at them and accept them.
 * The gateway notices. Blocking. All methods throw a {@link PinFileException} when a file cannot be used.
 */
public final class PinReview {
    private final PinStore store;

    /** @param pins the file of accepted definitions */
    public PinReview(Path pins) {
        this.store = new PinStore(pins);
    }

    /**
     * A definition that waits.
     *
     * @param kind {@code tool} or {@code prompt}
     * @param provider the service that offers it
     * @param name its own name there
     * @param publicName the name that callers use
     * @param digest of the definition; accepting it accepts that and no other
     * @param known whether another definition was accepted before
     * @param difference line by line, from what was accepted
     */
    public record Waiting(
            String kind,
            String provider,
            String name,
            String publicName,
            String digest,
            boolean known,
            List<String> difference) {
        public Waiting {
            difference = List.copyOf(difference);
        }
    }

    /** The file of accepted definitions, from the root. */
    public Path file() {
        return store.file();
    }

    /** Whether there is such a file; without one nothing has been accepted. */
    public boolean exists() {
        return store.exists();
    }

    /** Everything that waits and is not what is accepted by now. */
    public List<Waiting> waiting() {
        Pins pins = store.load();
        return open(pins).stream().map(one -> waiting(one, pins)).toList();
    }

    /** Accepts what waits; what does not wait with that digest any more is left alone. */
    public void accept(Collection<Waiting> accepted, String by, InstantSource clock) {
        String at = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        List<Definition> definitions = store.quarantined().stream()
                .filter(one -> accepted.stream().anyMatch(waiting -> isSame(one, waiting)))
                .toList();
        store.update(pins -> pins.with(definitions, at, by));
    }

    private List<Definition> open(Pins pins) {
        return store.quarantined().stream()
                .filter(one -> {
                    Pin pin = pins.of(one);
                    return pin == null || !pin.digest().equals(one.digest());
                })
                .toList();
    }

    private static Waiting waiting(Definition one, Pins pins) {
        Pin pin = pins.of(one);
        String before = pin == null ? "" : CanonicalJson.pretty(pin.definition(), "");
        return new Waiting(
                one.kind().word(),
                one.provider(),
                one.name(),
                one.publicName(),
                one.digest(),
                pin != null,
                LineDiff.of(before, CanonicalJson.pretty(one.json(), "")).stream()
                        .map(Visible::of)
                        .toList());
    }

    private static boolean isSame(Definition one, Waiting waiting) {
        return one.kind().word().equals(waiting.kind())
                && one.provider().equals(waiting.provider())
                && one.name().equals(waiting.name())
                && one.digest().equals(waiting.digest());
    }
}
