package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the caller said to a {@link Question}. */
public sealed interface Answer {
    /** What a user did with a form or a page. */
    enum Action {
        ACCEPT,
        DECLINE,
        CANCEL
    }

    /**
     * A form that was filled in, or not.
     *
     * @param content fits the form's schema; {@code {}} unless accepted
     */
    record Filled(Action action, RawJson content) implements Answer {
        /** The text of a member, null when it has none. */
        public @Nullable String text(String member) {
            return content.tree().path(member).isTextual()
                    ? content.tree().path(member).textValue()
                    : null;
        }

        public boolean accepted() {
            return action == Action.ACCEPT;
        }
    }

    /** A page that was opened, or not. */
    record Opened(Action action) implements Answer {}

    /**
     * What the model said.
     *
     * @param result the result of {@code sampling/createMessage}
     */
    record Sampled(RawJson result) implements Answer {
        /** Its text, empty when it said something else. */
        public String text() {
            var content = result.tree().path("content");
            return (content.isArray() ? content.path(0) : content).path("text").asText("");
        }
    }

    /** Where the caller works. */
    record RootList(List<Root> roots) implements Answer {
        public RootList {
            roots = List.copyOf(roots);
        }
    }

    /** One root. */
    record Root(String uri, @Nullable String name) {}
}
