package dev.sluice.provider;

import dev.sluice.mcp.Capability;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The caller's side of a request in its present round. Thread-safe.
 *
 * <p>A request is a function of its arguments, the answers so far and the remembered state: it is run once for each round.
 * What has an effect therefore belongs behind the last question.
 *
 * <pre>{@code
 * Optional<Answer.Filled> name = request.dialogue().ask("name", NAME);
 * if (name.isEmpty()) {
 *     return Future.succeededFuture(request.dialogue().waiting());
 * }
 * }</pre>
 *
 * A caller of 2026-07-28 sees questions as an {@code input_required} result and comes back with the answers; an older one
 * gets them as requests on its stream. Tools need not know which.
 */
public interface Dialogue {
    /** Whether the caller can do this. Asking for what it cannot ends the call with MISSING_CAPABILITY (-32021). */
    boolean can(Capability capability);

    /**
     * Asks the caller something, unless it has answered already.
     *
     * @param key names the question within this request, {@code [A-Za-z0-9_.-]{1,64}}
     * @return the answer; empty when there is none yet or when the one that came does not fit the question, which then is
     *     among those of {@link #waiting}
     */
    <A extends Answer> Optional<A> ask(String key, Question<A> question);

    /** The reply that puts all questions which were asked and have no answer yet. */
    Ask waiting();

    /** What the last {@link Ask} wanted remembered; empty in the first round. */
    Optional<RawJson> state();

    /**
     * Reports progress. Nothing happens unless the caller asked for it; what does not grow, and what comes after the reply, is
     * dropped.
     *
     * @param done how much is done; grows with each report
     * @param total how much there is to do, NaN when that is not known
     * @param message for the user, null for none
     */
    void progress(double done, double total, @Nullable String message);

    /**
     * Sends a log message to the caller. Nothing happens below the level that it asked for, or when it did not ask.
     *
     * @param logger names the source, null for none
     * @param data any JSON; must not hold secrets
     */
    void log(LogLevel level, @Nullable String logger, RawJson data);

    /**
     * The caller need not hold its connection while this goes on. A client of 2025-11-25 is told to come back for the result
     * (polling); for all others nothing happens.
     */
    void release();

    /** Whether the reply may be {@link Detach}: the caller knows tasks and this is not one yet. */
    boolean mayDetach();

    /** Whether this runs as a task. */
    boolean inTask();
}
