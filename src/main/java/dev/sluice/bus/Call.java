package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work on its way from the edge to a provider. Every stage sees the same record: what was authorised is
 * what runs.
 *
 * @param id names the call everywhere; each round of a dialogue is a call of its own
 * @param server the endpoint it came in at
 * @param target what is asked for, as the catalogue routed it
 * @param arguments the arguments object as the client spelled it; {@code {}} where the target has none
 * @param meta {@code _meta} of the request as the client spelled it, null when there is none
 * @param principal who asks
 * @param caller how the client speaks
 * @param answers how far the dialogue with the caller has come
 * @param deadline when the answer is no longer wanted
 */
public record Call(
        CallId id,
        String server,
        Target target,
        RawJson arguments,
        @Nullable RawJson meta,
        Principal principal,
        Caller caller,
        Answers answers,
        Deadline deadline) {
    /** The name of the endpoint that is there without configuration. */
    public static final String DEFAULT_SERVER = "default";

    /** A call that came in at the default endpoint. */
    public Call(
            CallId id,
            Target target,
            RawJson arguments,
            @Nullable RawJson meta,
            Principal principal,
            Caller caller,
            Answers answers,
            Deadline deadline) {
        this(id, DEFAULT_SERVER, target, arguments, meta, principal, caller, answers, deadline);
    }

    /** Whose it is at its endpoint; see {@link #owner(String, Principal)}. */
    public String owner() {
        return owner(server, principal);
    }

    /**
     * What sessions, states of dialogues and tasks are bound to: the principal, and the endpoint unless it is the default
     * one. What began at one endpoint is not known at another.
     */
    public static String owner(String server, Principal principal) {
        return server.equals(DEFAULT_SERVER) ? principal.key() : server + '\0' + principal.key();
    }
}
