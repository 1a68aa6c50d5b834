package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the files that the configuration comes from, and loads it anew, whole, when they hold something else: the
 * configuration file, further ones that the caller names, and the OpenAPI documents that the configuration in force
 * names. Links are followed, so that a swap of a link is seen, as Kubernetes does it.
 *
 * <p>A thread of its own looks every {@link #PERIOD}. A change counts when two looks in a row have seen the same, so that
 * a file that is just being written is left alone. What was refused is tried again at every look, since what it lacked
 * may be a file, and is told again only when something else is wrong with it.
 *
 * <p>{@link #start} and {@link #close} may be called from any thread, each once. The listener is called on the watcher's
 * thread; it may block.
 */
public final class ConfigWatcher implements AutoCloseable {
    /**
     * How often the files are looked at. A look is short, but it is code and memory that nobody has used for a while, and on
     * a node with one CPU calls wait for it.
     */
    public static final Duration PERIOD = Duration.ofSeconds(5);

    /** How soon they are looked at again when something has changed, to see whether it still does. */
    static final Duration SETTLING = Duration.ofSeconds(1);

    private final Set<Path> named;
    private final Supplier<Loaded> loader;
    private final InstantSource clock;
    private final Duration period;
    private final FileStates states = new FileStates();
    private final Semaphore wakes = new Semaphore(0);
    private @Nullable Thread thread;

    // The rest belongs to the watcher's thread, or to whoever calls look().
    private final SluiceConfig started;
    private SluiceConfig inForce;
    private Map<Path, String> settled;
    private Map<Path, String> seen;
    private List<Problem> refused = List.of();
    private boolean compared;
    private boolean moving;

    /**
     * @param inForce the configuration that the files gave, as the loader returns it
     * @param named the configuration file, and what else the loader reads
     * @param loader loads everything anew with the same environment; throws {@link InvalidConfigException}; may block
     */
    public ConfigWatcher(SluiceConfig inForce, Set<Path> named, Supplier<Loaded> loader, InstantSource clock) {
        this(inForce, named, loader, clock, PERIOD);
    }

    /** @param period how often the files are looked at */
    ConfigWatcher(
            SluiceConfig inForce, Set<Path> named, Supplier<Loaded> loader, InstantSource clock, Duration period) {
        this.period = period;
        this.started = inForce;
        this.inForce = inForce;
        this.named = Set.copyOf(named);
        this.loader = loader;
        this.clock = clock;
        this.settled = states.look(files(), clock.instant());
        this.seen = settled;
    }

    /** Watches a configuration file. Reads the files: blocking. */
    public static ConfigWatcher of(SluiceConfig inForce, Path file, Map<String, String> env) {
        Map<String, String> same = Map.copyOf(env);
        return new ConfigWatcher(
                inForce, Set.of(file), () -> ConfigLoader.load(Optional.of(file), same), InstantSource.system());
    }

    /** Begins to look, and to tell the listener of what came of changes. */
    public synchronized void start(Consumer<Reload> listener) {
        if (thread != null) {
            throw new IllegalStateException("started already");
        }
        thread = Thread.ofVirtual().name("config-watcher").start(() -> run(listener));
    }

    private void run(Consumer<Reload> listener) {
        while (!Thread.currentThread().isInterrupted()) {
            boolean woken;
            try {
                woken = wakes.tryAcquire(untilNextLook().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
            try {
                // Whoever wakes it up has written what is to be read: nothing to wait for.
                (woken ? look().or(this::look) : look()).ifPresent(listener);
            } catch (RuntimeException e) {
                // A fault of ours must not end the watch; the handler is where it is seen.
                Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
            }
        }
    }

    /** The time from one look to the next. */
    Duration untilNextLook() {
        return moving && SETTLING.compareTo(period) < 0 ? SETTLING : period;
    }

    /** Looks now instead of at the next time, and takes what it sees for settled. Any thread. */
    public void wake() {
        wakes.release();
    }

    /** Ends. A look that is under way may still be told of. */
    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Looks at the files once; what came of it when they have changed and settled. */
    Optional<Reload> look() {
        Map<Path, String> now = states.look(files(), clock.instant());
        boolean isSettled = now.equals(seen);
        moving = !isSettled;
        seen = now;
        Set<Path> changed = FileStates.differing(settled, now);
        if (!isSettled || (compared && changed.isEmpty() && refused.isEmpty())) {
            return Optional.empty();
        }
        // The first time in any case: something may have changed before there was a watcher.
        compared = true;
        return load(now, changed);
    }

    private Optional<Reload> load(Map<Path, String> now, Set<Path> changed) {
        Loaded loaded;
        try {
            loaded = loader.get();
        } catch (InvalidConfigException e) {
            List<Problem> before = refused;
            refused = e.problems();
            settled = now;
            return before.equals(refused) ? Optional.empty() : Optional.of(new Reload.Refused(refused));
        }
        ChangeSet changes = ChangeSet.between(inForce, loaded.config(), absolute(changed));
        refused = List.of();
        inForce = loaded.config();
        seen = states.look(files(), clock.instant());
        settled = new TreeMap<>(seen);
        // What was written while it was loaded is still to be seen.
        settled.replaceAll((file, hash) -> now.getOrDefault(file, hash));
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Reload.Applied(loaded, changes.since(started, loaded.config())));
    }

    private Set<Path> files() {
        Set<Path> files = new TreeSet<>(named);
        inForce.federation()
                .rest()
                .values()
                .forEach(service -> service.openapiFile().ifPresent(files::add));
        return files;
    }

    private static Set<Path> absolute(Set<Path> files) {
        Set<Path> absolute = new HashSet<>();
        files.forEach(file -> absolute.add(file.toAbsolutePath()));
        return absolute;
    }
}
