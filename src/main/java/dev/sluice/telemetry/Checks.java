package dev.sluice.telemetry;

import java.util.List;
import java.util.Map;

/**
 * The answers of all health sources at one moment.
 *
 * @param answers in the order of the sources
 */
record Checks(List<Answer> answers) {
    static final Checks NONE_YET = new Checks(List.of());

    Checks {
        answers = List.copyOf(answers);
    }

    boolean isVitalDown() {
        return answers.stream().anyMatch(answer -> answer.vital() && !answer.up());
    }

    boolean isAnyDown() {
        return answers.stream().anyMatch(answer -> !answer.up());
    }

    long up() {
        return answers.stream().filter(Answer::up).count();
    }

    /** What one source said; without details when it did not answer. */
    record Answer(String name, boolean vital, boolean up, Map<String, Object> details) {}
}
