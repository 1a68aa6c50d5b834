package dev.sluice.edge;

import dev.sluice.bus.Target;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, looked up in the catalogue.
 *
 * @param name the name or URI that it was asked for by, as the record shows it
 * @param target null when there is none
 * @param arguments the arguments object as the client spelled it
 * @param refusal why there is no target, or what is wrong with the arguments, which only those hear who may use the target;
 *     null when there is a target that they fit
 */
record Routed(
        String name,
        @Nullable Target target,
        RawJson arguments,
        @Nullable Refusal refusal) {
    static Routed to(Target target, RawJson arguments) {
        return new Routed(target.name(), target, arguments, null);
    }

    /** There is such a target, but not for these arguments. */
    static Routed unfit(Target target, RawJson arguments, Refusal refusal) {
        return new Routed(target.name(), target, arguments, refusal);
    }

    static Routed nowhere(String name, Refusal refusal) {
        return new Routed(name, null, RawJson.EMPTY_OBJECT, refusal);
    }
}
