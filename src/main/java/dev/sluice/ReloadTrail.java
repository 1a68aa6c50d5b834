package dev.sluice;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.AuditSink;
import dev.sluice.config.ChangeSet;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Makes visible what became of new configurations: one line in the log, a record, a figure. Any thread. */
final class ReloadTrail {
    /** Problems and warnings of one configuration that are logged. */
    static final int MAX_LOGGED = 20;
    /** Characters of a record's detail at most. */
    static final int MAX_DETAIL = 1_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(ReloadTrail.class);

    /** What became of a new configuration. */
    enum Ending {
        /** It is in force, but for what needs a restart. */
        APPLIED,
        /** It is in force but for services that could not be started. */
        INCOMPLETE,
        /** It cannot be used; the one before is in force. */
        REFUSED
    }

    private final Map<Ending, Counter> counters = new EnumMap<>(Ending.class);
    private final MeterRegistry meters;
    private final AuditSink audit;
    private final InstantSource clock;

    ReloadTrail(MeterRegistry meters, AuditSink audit, InstantSource clock) {
        this.meters = meters;
        this.audit = audit;
        this.clock = clock;
        for (Ending ending : Ending.values()) {
            counters.put(
                    ending,
                    Counter.builder("mcp.reloads")
                            .description("New configurations that were found, by what became of them")
                            .tag("outcome", word(ending))
                            .register(meters));
        }
    }

    /** Where what belongs to reloads is counted. */
    MeterRegistry meters() {
        return meters;
    }

    /** A service of it that could not be started is there now. */
    void started(String service) {
        LOGGER.atInfo().addKeyValue("service", service).log("A service that could not be started has been started");
        record(Ending.APPLIED, "started: " + service);
    }

    /** It is in force, but for these services. */
    void applied(Loaded loaded, ChangeSet changes, List<String> failures) {
        loaded.warnings().stream()
                .limit(MAX_LOGGED)
                .forEach(warning ->
                        LOGGER.atWarn().addKeyValue("reason", warning).log("Odd configuration"));
        String services = told("upstreams", changes.upstreams(), told("rest", changes.rest(), ""));
        String summary = told("tools", changes.tools(), told("servers", changes.servers(), services));
        boolean odd = changes.needsRestart() || !failures.isEmpty();
        LOGGER.atLevel(odd ? Level.WARN : Level.INFO)
                .addKeyValue("changed", summary)
                .addKeyValue("needRestart", changes.restart())
                .addKeyValue("failed", failures)
                .log("Configuration reloaded");
        Ending ending = failures.isEmpty() ? Ending.APPLIED : Ending.INCOMPLETE;
        List<String> detail = new ArrayList<>(List.of(summary));
        if (changes.needsRestart()) {
            detail.add("need a restart: " + String.join(", ", changes.restart()));
        }
        detail.addAll(failures);
        end(ending, String.join("; ", detail));
    }

    /** The one before stays in force because of these problems. */
    void refused(List<Problem> problems) {
        refused(problems.stream().map(Problem::toString).toList(), problems.size());
    }

    /** The one before stays in force. */
    void refused(String reason) {
        refused(List.of(reason), 1);
    }

    private void refused(List<String> reasons, int count) {
        List<String> shown = reasons.subList(0, Math.min(MAX_LOGGED, reasons.size()));
        LOGGER.atWarn()
                .addKeyValue("count", count)
                .addKeyValue("problems", shown)
                .log("New configuration refused, the one before stays in force");
        end(Ending.REFUSED, String.join("; ", shown));
    }

    private void end(Ending ending, String detail) {
        Counter counter = counters.get(ending);
        if (counter != null) {
            counter.increment();
        }
        record(ending, detail);
    }

    private void record(Ending ending, String detail) {
        audit.append(new AuditRecord(
                clock.instant(),
                AuditRecord.CONFIGURATION,
                "",
                null,
                "",
                null,
                null,
                null,
                word(ending),
                0,
                null,
                detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + '…'));
    }

    /** As in {@code upstreams +new -gone ~other}. */
    private static String told(String what, ChangeSet.Names names, String before) {
        if (names.isEmpty()) {
            return before;
        }
        StringBuilder out =
                new StringBuilder(before).append(before.isEmpty() ? "" : ", ").append(what);
        names.added().forEach(name -> out.append(" +").append(name));
        names.removed().forEach(name -> out.append(" -").append(name));
        names.changed().forEach(name -> out.append(" ~").append(name));
        return out.toString();
    }

    private static String word(Ending ending) {
        return ending.name().toLowerCase(Locale.ROOT);
    }
}
