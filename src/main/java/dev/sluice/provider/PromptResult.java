package dev.sluice.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filled prompt.
 *
 * @param description what it is for, null for none
 * @param messages in order
 */
public record PromptResult(@Nullable String description, List<Message> messages) implements Reply {
    /** Who speaks. */
    public enum Role {
        USER,
        ASSISTANT
    }

    /** One message. */
    public record Message(Role role, Content content) {}

    public PromptResult {
        messages = List.copyOf(messages);
    }

    /** Messages of the user, in order. */
    public static PromptResult ofUser(Content... contents) {
        return new PromptResult(
                null,
                List.of(contents).stream()
                        .map(content -> new Message(Role.USER, content))
                        .toList());
    }
}
