package dev.sluice.provider.upstream;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One round of a call, and what its caller hears meanwhile. */
public final class LegacyWork extends HeardWork {
    final AtomicInteger releases = new AtomicInteger();
    private final Asked asked;

    public LegacyWork(Asked asked) {
        this(asked, new Deadline(Long.MAX_VALUE));
    }

    public LegacyWork(Asked asked, Deadline deadline) {
        super(asked.call(), deadline);
        this.asked = asked;
    }

    /** The next round: the same call with answers to what it was asked. */
    public LegacyWork answering(Outcome asks, Map<String, String> answers) {
        Map<String, RawJson> given = new LinkedHashMap<>();
        answers.forEach((key, answer) -> given.put(key, RawJson.of(answer)));
        Answers next = call().answers().next(given, ((Outcome.InputRequired) asks).state());
        return new LegacyWork(asked.answers(next), deadline());
    }

    /** The keys of what a call asks. */
    public static List<String> keys(Outcome asks) {
        RawJson requests = ((Outcome.InputRequired) asks).inputRequests();
        try {
            return requests == null ? List.of() : RawObject.scan(requests).names();
        } catch (MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void release() {
        releases.incrementAndGet();
    }
}
