package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import java.net.URI;

/**
 * Something that only the caller can answer (MCP 2026-07-28, client features).
 *
 * @param <A> the kind of its answer
 */
public sealed interface Question<A extends Answer> {
    /**
     * A form for the user (elicitation). Needs {@link dev.sluice.mcp.Capability#FORM}.
     *
     * @param message what it is about
     * @param schema flat JSON Schema of the form; defaults and enums are passed on verbatim
     */
    record Form(String message, RawJson schema) implements Question<Answer.Filled> {}

    /**
     * A page that the user is to visit (elicitation). Needs {@link dev.sluice.mcp.Capability#URL}. An accepted answer says
     * only that the page was opened.
     *
     * @param message what it is about
     * @param url where to go
     */
    record Url(String message, URI url) implements Question<Answer.Opened> {}

    /**
     * Something for the caller's model (sampling). Needs {@link dev.sluice.mcp.Capability#SAMPLING}.
     *
     * @param params the params of {@code sampling/createMessage}
     */
    record Sample(RawJson params) implements Question<Answer.Sampled> {
        /** One text of the user, to be answered in at most this many tokens. */
        public static Sample of(String text, int maxTokens) {
            return new Sample(RawJson.of("{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":"
                    + RawJson.string(text) + "}}],\"maxTokens\":" + maxTokens + '}'));
        }
    }

    /** The roots that the caller works in. Needs {@link dev.sluice.mcp.Capability#ROOTS}. */
    record Roots() implements Question<Answer.RootList> {}
}
