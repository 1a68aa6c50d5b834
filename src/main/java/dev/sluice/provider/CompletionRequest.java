package dev.sluice.provider;

import dev.sluice.bus.Deadline;
import dev.sluice.bus.Principal;
import java.util.Map;

/**
 * An argument to be completed.
 *
 * @param of the provider's own name of the prompt, or the template
 * @param template whether {@code of} is a template
 * @param argument which argument or variable
 * @param value what has been typed so far
 * @param known arguments that have a value already
 * @param caller who asks
 * @param requestId for the provider's log
 * @param deadline after which nobody waits any more
 */
public record CompletionRequest(
        String of,
        boolean template,
        String argument,
        String value,
        Map<String, String> known,
        Principal caller,
        String requestId,
        Deadline deadline) {
    public CompletionRequest {
        known = Map.copyOf(known);
    }
}
