package dev.sluice.provider;

import dev.sluice.bus.Deadline;
import dev.sluice.bus.Principal;
import io.vertx.core.Future;
import java.util.Map;

/**
 * A prompt to be filled.
 *
 * @param prompt the provider's own name of it
 * @param arguments the required ones are there; others may be too
 * @param caller who asks
 * @param requestId for the provider's log
 * @param deadline after which nobody waits any more
 * @param cancelled completes when the caller does not want the answer any more, otherwise never
 * @param dialogue the caller's side
 */
public record PromptRequest(
        String prompt,
        Map<String, String> arguments,
        Principal caller,
        String requestId,
        Deadline deadline,
        Future<Void> cancelled,
        Dialogue dialogue) {
    public PromptRequest {
        arguments = Map.copyOf(arguments);
    }

    /** The value of an argument, empty text when it was not given. */
    public String argument(String name) {
        return arguments.getOrDefault(name, "");
    }
}
