package dev.sluice.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param path the key, such as {@code admission.maxRunning}; empty when a whole file is meant
 * @param where {@code file:line}, a file, or {@code env NAME}
 * @param value what was found there, {@code ***} for secrets; empty when nothing is worth showing
 * @param rule what it breaks, written so that it follows the value
 * @param mend what to do about it; empty when the rule says so already
 */
public record Problem(String path, String where, String value, String rule, String mend) {
    /** One line: {@code sluice.yaml:12: admission.maxRunning: 0 is not between 1 and 100000}. */
    @Override
    public String toString() {
        return where
                + ": "
                + (path.isEmpty() ? "" : path + ": ")
                + (value.isEmpty() ? "" : value + " ")
                + rule
                + (mend.isEmpty() ? "" : "; " + mend);
    }
}
