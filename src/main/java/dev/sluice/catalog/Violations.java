package dev.sluice.catalog;

import com.networknt.schema.Error;
import dev.sluice.bus.ArgumentsCheck.Violation;

/** Puts what the validator says into a sentence that a model can act on. Never repeats the value that was given. */
final class Violations {
    private static final int MAX_NAME = 100;
    private static final int MAX_POINTER = 300;
    private static final int MAX_MESSAGE = 400;

    private Violations() {}

    static Violation of(Error error) {
        String at = String.valueOf(error.getInstanceLocation());
        String rule = error.getKeyword() == null ? "schema" : error.getKeyword();
        String property = error.getProperty() == null ? "" : error.getProperty();
        return switch (rule) {
            case "required" ->
                new Violation(
                        member(at, property), rule, "The field " + name(at, property) + " is missing; it is required.");
            case "additionalProperties", "unevaluatedProperties" ->
                new Violation(
                        member(at, property),
                        rule,
                        "The field " + name(at, property) + " is not known to this tool; leave it out.");
            default -> new Violation(cut(at, MAX_POINTER), rule, sentence(at, error.getMessage()));
        };
    }

    static Violation outOfRange(String pointer) {
        return new Violation(
                cut(pointer, MAX_POINTER),
                "type",
                "The number at " + cut(pointer, MAX_NAME) + " is too large or too small.");
    }

    private static String sentence(String at, String said) {
        String subject = at.isEmpty() ? "The arguments" : "The field " + cut(at.substring(1), MAX_NAME);
        return cut(subject + ": " + said, MAX_MESSAGE) + '.';
    }

    private static String member(String at, String property) {
        return cut(at + '/' + property.replace("~", "~0").replace("/", "~1"), MAX_POINTER);
    }

    private static String name(String at, String property) {
        String path = at.isEmpty() ? "" : at.substring(1) + '/';
        return cut(path + property, MAX_NAME);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
