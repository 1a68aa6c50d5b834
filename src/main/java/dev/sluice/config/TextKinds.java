package dev.sluice.config;

import dev.sluice.config.Written.Form;
import java.util.Map;

/** Kinds of longer texts, and of texts that no message shows. */
final class TextKinds {
    private static final String LINES = "\n\t";

    private TextKinds() {}

    /** A secret of any length. */
    static Kind<Secret> hidden(int longest) {
        return new ScalarKind<>(
                Form.TEXT,
                text -> new Secret(hiddenLine(text, longest)),
                "",
                ignored -> "***",
                Map.of("type", "string", "maxLength", longest));
    }

    /** Text that may hold a secret, so that no message shows it. */
    static Kind<String> hiddenText(int longest) {
        return new ScalarKind<>(
                Form.TEXT,
                text -> hiddenLine(text, longest),
                "",
                ignored -> "***",
                Map.of("type", "string", "maxLength", longest));
    }

    private static String hiddenLine(String text, int longest) {
        return Kinds.bounded(text, longest, LINES);
    }

    /** Text of several lines. */
    static Kind<String> prose(int longest) {
        return new ScalarKind<>(
                Form.TEXT,
                text -> {
                    if (text.isBlank()) {
                        throw new IllegalArgumentException("is empty");
                    }
                    return Kinds.bounded(text, longest, LINES);
                },
                "",
                Map.of("type", "string", "minLength", 1, "maxLength", longest));
    }
}
