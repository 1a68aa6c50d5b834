package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import java.io.UncheckedIOException;

/**
 * One call of a tool. The arguments fit its input schema.
 *
 * @param tool the provider's own name of the tool
 * @param arguments as the caller spelled them
 * @param caller who calls
 * @param requestId for the provider's log
 * @param deadline after which nobody waits any more
 * @param cancelled completes when the caller does not want the answer any more, otherwise never
 * @param dialogue the caller's side: questions to it, progress, log
 */
public record ToolRequest(
        String tool,
        RawJson arguments,
        Principal caller,
        String requestId,
        Deadline deadline,
        Future<Void> cancelled,
        Dialogue dialogue) {

    /**
     * The arguments as a tree.
     *
     * @throws ProtocolErrorException when a number in them has an exponent that no decimal can have, which the schema did
     *     not speak of; the caller's mistake
     */
    public JsonNode tree() {
        try {
            return arguments.tree();
        } catch (UncheckedIOException e) {
            throw ProtocolErrorException.invalidParams("A number in the arguments is out of range.");
        }
    }
}
