package dev.sluice.provider;

import dev.sluice.bus.Deadline;
import dev.sluice.bus.Principal;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/**
 * A resource to be read.
 *
 * @param uri as the caller wrote it
 * @param template the template that it fits, empty for a listed resource
 * @param variables the decoded variables of the template; written by the caller, so not to be trusted as paths or queries
 * @param caller who asks
 * @param requestId for the provider's log
 * @param deadline after which nobody waits any more
 * @param cancelled completes when the caller does not want the answer any more, otherwise never
 * @param dialogue the caller's side
 */
public record ResourceRequest(
        String uri,
        Optional<String> template,
        Map<String, String> variables,
        Principal caller,
        String requestId,
        Deadline deadline,
        Future<Void> cancelled,
        Dialogue dialogue) {
    public ResourceRequest {
        variables = Map.copyOf(variables);
    }
}
