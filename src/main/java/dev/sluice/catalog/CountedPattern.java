package dev.sluice.catalog;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/** A pattern of a schema, read as the validator itself reads patterns, whose work is part of the {@link Effort}. Thread-safe. */
record CountedPattern(Pattern pattern) implements RegularExpression {
    static CountedPattern of(String regex) {
        String anchored = RegularExpressions.replaceDollarAnchors(regex);
        return new CountedPattern(Pattern.compile(RegularExpressions.replaceLongformCharacterProperties(anchored)));
    }

    @Override
    public boolean matches(String text) {
        try {
            return pattern.matcher(Effort.counted(text)).find();
        } catch (Effort.SpentException e) {
            // The validator would log it as an error of its own. The next keyword, or the end, tells of it.
            return false;
        }
    }
}
