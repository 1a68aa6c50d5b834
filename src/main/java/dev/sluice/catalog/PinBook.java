package dev.sluice.catalog;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was accepted, as this node knows it, and the file that it comes from. A file that becomes unreadable changes nothing:
 * what was read before counts on, and the {@linkplain #problem problem} shows. All methods but {@link #current} and
 * {@link #problem} block and are called by one thread after the other.
 */
final class PinBook {
    private static final Logger LOGGER = LoggerFactory.getLogger(PinBook.class);

    private final PinStore store;
    private final InstantSource clock;
    private volatile Pins current = Pins.NONE;
    private volatile @Nullable String problem;
    private String stamp = "";
    private List<Definition> written = List.of();

    PinBook(PinStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    Pins current() {
        return current;
    }

    /** What is wrong with the file, one sentence; null when nothing is. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Reads the file for the first time; throws a {@link PinFileException} when it cannot be used. */
    void open() {
        stamp = store.stamp();
        current = store.load();
        written = quarantinedBefore();
    }

    /** Reads the file again when it has changed; says whether something else is accepted now. */
    boolean refresh() {
        String now = store.stamp();
        if (now.equals(stamp)) {
            return false;
        }
        stamp = now;
        try {
            Pins read = store.load();
            if (!store.exists() && !current.isEmpty()) {
                throw new PinFileException("The file of pins " + store.file() + " has disappeared.");
            }
            boolean changed = !read.equals(current);
            current = read;
            solved();
            return changed;
        } catch (PinFileException e) {
            trouble(e);
            return false;
        }
    }

    /**
     * Pins what was seen for the first time. When it cannot be written it counts until the node goes down.
     *
     * @return false when somebody has accepted something else meanwhile, so that it must be looked at again
     */
    boolean pin(List<Definition> fresh) {
        if (fresh.isEmpty()) {
            return true;
        }
        String at = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Pins all = current.with(fresh, at, Pin.FIRST_USE);
        current = all;
        try {
            // Somebody may have accepted something meanwhile: the file has the last word on what it has.
            Pins now = store.update(pins -> pins.isEmpty()
                    ? all
                    : pins.with(
                            fresh.stream().filter(one -> pins.of(one) == null).toList(), at, Pin.FIRST_USE));
            current = now;
            stamp = store.stamp();
            solved();
            return fresh.stream().allMatch(one -> {
                Pin pin = now.of(one);
                return pin != null && pin.digest().equals(one.digest());
            });
        } catch (PinFileException e) {
            trouble(e);
            return true;
        }
    }

    /** Writes what waits to be reviewed, for who reviews it. */
    void quarantine(List<Definition> definitions) {
        if (definitions.equals(written)) {
            return;
        }
        try {
            store.quarantine(definitions);
            written = definitions;
        } catch (PinFileException e) {
            trouble(e);
        }
    }

    private List<Definition> quarantinedBefore() {
        try {
            return store.quarantined();
        } catch (PinFileException e) {
            // It is written anew, whatever is in it.
            LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("What waited to be reviewed cannot be read");
            return List.of();
        }
    }

    private void trouble(PinFileException e) {
        problem = e.getMessage();
        LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("Pins are kept as they were");
    }

    private void solved() {
        if (problem != null) {
            problem = null;
            LOGGER.atInfo().addKeyValue("file", store.file()).log("Pins can be used again");
        }
    }
}
