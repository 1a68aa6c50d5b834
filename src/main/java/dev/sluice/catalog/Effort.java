package dev.sluice.catalog;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How much one comparison with a schema may cost. Schemas come from tool servers and arguments from callers: patterns that
 * backtrack without end, references that double with each step, and thousands of alternatives for each of many elements would
 * keep an event loop for hours. Counts steps, not time, so that the same arguments are always judged alike. One thread uses it.
 */
final class Effort extends ExecutionContext {
    /** What one comparison may cost: characters that patterns look at, and keywords, which count {@value #KEYWORD}. */
    static final long MAX = 5_000_000;

    /** A keyword that is applied costs about as much as so many characters. */
    static final int KEYWORD = 20;

    private static final ThreadLocal<Effort> CURRENT = new ThreadLocal<>();

    private long left = MAX;

    /** The comparison costs more than it may. */
    static final class SpentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SpentException() {
            super("it takes more than " + MAX + " steps", null, false, false);
        }
    }

    Effort() {
        super(ExecutionConfig.builder().locale(Locale.ROOT).failFast(true).build());
    }

    /** Runs a comparison whose patterns count as well; throws a {@link SpentException} when it costs more than it may. */
    <T> T during(Supplier<T> comparison) {
        CURRENT.set(this);
        try {
            T judged = comparison.get();
            spend(0);
            return judged;
        } finally {
            CURRENT.remove();
        }
    }

    @Override
    public void evaluationPathAddLast(String keyword) {
        spend(KEYWORD);
        super.evaluationPathAddLast(keyword);
    }

    @Override
    public void evaluationPathAddLast(int index) {
        spend(KEYWORD);
        super.evaluationPathAddLast(index);
    }

    private void spend(int steps) {
        left -= steps;
        if (left < 0) {
            throw new SpentException();
        }
    }

    /** A text that a pattern of the present comparison is held against: every look at a character counts. */
    static CharSequence counted(String text) {
        Effort effort = CURRENT.get();
        return effort == null ? text : new Counted(text, effort);
    }

    private record Counted(String text, Effort effort) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            effort.spend(1);
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
